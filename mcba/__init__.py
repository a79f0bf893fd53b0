"""Monte Carlo uncertainty for social cost-benefit analysis.

    import mcba

    study = mcba.load("studies/schilderswijk-moeders")
    run = mcba.run(study, worlds=131_072, seed=2017)
    run.range("bcr")

Heavy libraries load at first use, so importing mcba is quick.
"""

from mcba.doors import door

__version__ = "0.1.0"
__getattr__, __dir__ = door(__name__)
