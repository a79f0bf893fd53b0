"""From judgements and data to a family: through quantiles by least squares, through a sample by maximum likelihood.

A fit never hides how well it fits: `QuantileFit.misfit` is the error at each quantile that was asked, in probability;
`SampleFit` has the error of each parameter and tests of the whole.
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
