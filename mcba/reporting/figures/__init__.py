"""The figures: each function takes a Dataset and a voice, draws on Axes, given or made, and returns them.

say = Labels(run.study, "en")
data = Labelled(Facts(run), say)
figures.save(figures.outcome(data.outcome("bcr"), say), "bcr.png")
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
