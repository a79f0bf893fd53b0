"""Indices of assumptions that depend on each other: a model is evaluated where some of them are known.

References
----------
Kucherenko, Tarantola and Annoni (2012), doi:10.1016/j.cpc.2011.12.020.
"""
