"""Which assumptions drive the result: a ranking with its own error.

worlds       the draws at hand, checked and sorted once: input of all methods that need no extra run
given        conditional tornado, first-order indices, RBD-FAST
association  rank and partial rank correlation, regression, variance shares of an additive fit
shifts       PAWN, Borgonovo's delta
region       regional sensitivity, a box of trouble

designed     Sobol' indices: points out, outcomes in
screening    Morris, FAST: points out, outcomes in
derivatives  bounds from derivatives: points out, outcomes in
dependent    dependence, dependent blocks, Kucherenko's indices: call a model
shapley      Shapley effects: call a model
oneway       tornado and elasticities: call a model

resampling   intervals and rank probabilities     influence   the same from what each world contributes
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
