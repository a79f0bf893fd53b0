"""Factors: what is ranked, in the worlds of a run or as a function of points.

run_factors      a column of draws for each factor      study_function   from points of the unit cube to outcomes
scores           several numbers as one                 closed_index     the share of variance of several numbers
"""
