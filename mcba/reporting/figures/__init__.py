"""The figures: each function takes a Dataset and a voice, draws on Axes, given or made, and returns them.

    voice = Labels(run.study, "en")
    data = Labelled(Facts(run), voice)
    figures.save(figures.outcomes.draw_outcome(data.outcome("bcr"), voice), "bcr.png")

`decisions`, `densities`, `drivers`, `flows` and `rankings` draw in the same way; `rendered` gives the bytes of a file.
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
