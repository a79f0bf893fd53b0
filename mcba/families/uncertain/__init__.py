"""Distributions whose parameters are uncertain themselves: other assumptions, or estimates from few data.

In one world the parameters are known, and `given` is the distribution there: that is how they are drawn. What such a
family says of itself (cdf, ppf, mean, sd, ends) is what is known of its number before the parameters are: the average
over them, with parameters of different names taken as independent.
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
