"""Economics of one run: ratios, rates of return, years, bearers and attitudes to risk."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
