"""Calls that cannot be right: each is refused by type checkers, and when it runs by the words after `refused`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import mcba

X = np.linspace(-1, 1, 200)
INPUTS = {"x": mcba.Normal(0, 1)}


def family_with_another_keyword() -> None:
    mcba.Normal(mean=1, std=2)  # refused: Normal(mean, sd): missing a required argument: 'sd'


def family_with_a_parameter_less() -> None:
    mcba.Triangular(1, 2)  # refused: Triangular(low, mode, high): missing a required argument: 'high'


def family_by_the_keywords_of_another_way() -> None:
    mcba.Normal(low=1, high=2)  # refused: Normal.between takes low and high (with mass)


def text_for_a_number() -> None:
    mcba.Normal("ten", 1)  # refused: mean = 'ten' is not a number; give a finite number


def text_for_a_list() -> None:
    mcba.Empirical("1, 2, 3")  # refused: values = '1, 2, 3' is not a number


def text_for_a_mass() -> None:
    mcba.Normal.between(1, 2, mass="0.9")  # refused: mass = '0.9' is not a number; give the share of worlds


def another_way_with_a_number_less() -> None:
    mcba.StudentT.from_mean_sd(10, 1)  # refused: missing 1 required positional argument: 'df'


def number_among_distributions() -> None:
    mcba.Mixture([mcba.Normal(0, 1), 3])  # refused: families[1] = 3 is not a distribution; give a distribution such as


def probability_and_size_swapped() -> None:
    mcba.EventRisk(mcba.Normal(0, 1), 0.1)  # refused: family = 0.1 is not a distribution


def number_for_a_quantile_function() -> None:
    mcba.FromQuantileFunction(0.5)  # refused: function = 0.5 is not a function; give a function such as np.sqrt


def mapping_for_a_list() -> None:
    mcba.QuantileAverage({"a": mcba.Normal(0, 1)})  # refused: is not a list of distributions; give one or more


def sampler_misspelt() -> None:
    mcba.simulate(np.sqrt, INPUTS, sampler="sobl")  # refused: unknown sampler 'sobl'; allowed are sobol, lhs and random


def policy_misspelt() -> None:
    mcba.simulate(np.sqrt, INPUTS, failed="ignore")  # refused: failed = 'ignore'; allowed are 'raise' and 'drop'


def keyword_misspelt(study: mcba.Study) -> None:
    mcba.run(study, world=512)  # refused: unexpected keyword argument 'world'


def store_misspelt(study: mcba.Study) -> None:
    mcba.run(study, store="disk")  # refused: store = 'disk'; allowed are 'worlds' and 'summary'


def policy_of_a_table_misspelt() -> None:
    mcba.from_worlds({"x": X}, failed="skip")  # refused: failed = 'skip'; allowed are 'raise' and 'drop'


def arrays_without_their_names() -> None:
    mcba.evppi(X, X)  # refused: write mcba.evppi(net_benefit=…, inputs=…) for arrays


def net_benefit_without_inputs() -> None:
    mcba.evppi(net_benefit=X)  # refused: evppi was given net_benefit; write mcba.evppi(run, names), or


def run_and_arrays_together(run: mcba.Run) -> None:
    mcba.evpi(run, net_benefit=X)  # refused: leave out net_benefit: mcba.evpi(run)


def regression_misspelt() -> None:
    mcba.evppi(net_benefit=X, inputs=X, method="gam")  # refused: method 'gam' is not known; choose best, spline


def planned_study_misspelt() -> None:
    mcba.evsi(net_benefit=X, inputs=X, sample_size=5, study="gauss")  # refused: study 'gauss' is not known; choose


def statistic_misspelt(run: mcba.Run) -> None:
    mcba.sweep(run, {"horizon": [1, 2]}, statistics=["means"])  # refused: no statistic 'means' of a sweep; did you mean


def reading_misspelt(study: mcba.Study) -> None:
    mcba.calibrate(study, reading="centrl-90")  # refused: did you mean 'central-90'


def dependence_by_position() -> None:
    mcba.Dependence(("x", "y"), 0.5)  # refused: takes its keys by name: Dependence(between=…, rank_correlation=…)


def text_for_a_list_of_formats(run: mcba.Run, tmp_path: Path) -> None:
    mcba.report(run, tmp_path, formats="docx")  # refused: give a list of formats, such as ['docx']


def language_without_words(run: mcba.Run, tmp_path: Path) -> None:
    mcba.report(run, tmp_path, formats=["md"], language="de")  # refused: allowed are 'en' and 'nl'


def mass_by_position(run: mcba.Run) -> None:
    run.range("npv", 0.5)  # refused: takes 2 positional arguments but 3 were given
