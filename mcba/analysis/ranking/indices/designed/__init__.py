"""Indices by design: a design gives points, the model is evaluated there, and its outcomes come back in their order.

References
----------
Saltelli et al. (2008), Global Sensitivity Analysis: The Primer, doi:10.1002/9780470725184.
"""
