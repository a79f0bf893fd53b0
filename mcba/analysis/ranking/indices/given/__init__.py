"""Indices from given data: what the worlds at hand say, with no further evaluation of the model.

References
----------
Plischke, Borgonovo and Smith (2013), doi:10.1016/j.ejor.2012.11.047.
"""
