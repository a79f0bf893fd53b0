"""Indices of a ranking: plain arrays in, each index with its own error.

given      from the worlds at hand       designed   points out, outcomes in
dependent  by calling a model of dependent assumptions

worlds     the draws at hand, checked and sorted once: input of all indices that need no extra evaluation
refusals   what cannot carry a ranking, and what to do instead
resampling intervals and rank probabilities     influence   the same from what each world contributes
"""
