"""The whole study file as frozen data: one model a table of the file, and nothing computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, TypeAlias, get_args

from pydantic import Field, Strict

from mcba.study.document.assumption import Assumption, Dependence
from mcba.study.document.choices import Choice, SetLabels, Variant
from mcba.study.document.distribution import Distribution
from mcba.study.document.effects import Effect, Stakeholder
from mcba.study.document.evidence import Grade
from mcba.study.document.flows import Flow, Model, Outcome, ProMemorie, Quantity
from mcba.study.document.published import Published
from mcba.study.document.texts import Language, Locator, NameOrWords, Words
from mcba.study.document.values import NAME, Date, Probability, TomlTable

SamplerName: TypeAlias = Literal["sobol", "lhs", "random"]
SAMPLERS: tuple[SamplerName, ...] = get_args(SamplerName)
"""What `sampler` in a study file may say; the engine has a class of each name."""

EVEN_SAMPLERS: tuple[SamplerName, ...] = ("sobol", "lhs")
"""Those that spread the worlds evenly."""

StudyStatus = Literal["calibration", "indicative", "final"]


class Header(TomlTable):
    """`[study]`: what is asked, of what, for how long."""

    told: ClassVar[Mapping[str, bool]] = {
        "question": True,
        "project": False,
        "null_alternative": True,
        "perspective": True,
    }
    """The keys that the opening of a report tells, and whether it says so when a study leaves one open.

    The words of each stand under `[item]`.
    """

    title: Words = Field(description="name of the study")
    language: Language = Field("en", description="the language of texts that are given in one language only")
    client: NameOrWords | None = Field(None, description="who asked for the study")
    authors: Annotated[tuple[str, ...], Strict(False)] = Field((), description="who made it, a name each")
    contact: NameOrWords | None = Field(None, description="whom to ask, and where")
    date: Date | None = Field(None, description="when it was finished: 2026-11-30, or in words")
    version: Locator | None = Field(None, description="such as 1.0 or draft")
    question: Words | None = Field(None, description="what the study answers")
    problem: Words | None = Field(None, description="what is wrong today, for whom and how badly")
    policy_theory: Words | None = Field(None, description="why the project would help")
    preconditions: Annotated[tuple[Words, ...], Strict(False)] = Field(
        (), description="what must be there for the project to work"
    )
    project: Words | None = Field(None, description="what the project is called beside the options")
    null_alternative: Words | None = Field(None, description="what would happen without the project")
    perspective: Words | None = Field(None, description="whose gains and losses count")
    population: Words | None = Field(None, description="whom the project reaches")
    price_year: int | None = Field(None, ge=1900, le=2200, description="the year in whose prices results are given")
    price_index: str | None = Field(
        None,
        description="nl or eu, consumer prices of the Netherlands or the euro area; or a CSV in the study's folder "
        "with the columns year and index",
    )
    library: str | None = Field(None, description="a folder of library entries of your own, in the study's folder")
    currency: str = Field("EUR", pattern=NAME, description="the unit of money")
    horizon: int = Field(0, ge=0, le=500, description="the last year that counts; year 0 is not discounted")
    participants: str | None = Field(None, description="the name that counts participants, for results per participant")
    status: StudyStatus = Field("indicative", description="printed on every output")
    bibliography: str | None = Field(None, description="file of references in the study's folder: BibTeX or CSL-JSON")
    intro: Words | None = Field(None, description="what readers need to know first")
    limits: Words | None = Field(None, description="what the study cannot say")


class RunSettings(TomlTable):
    """`[run]`: how the worlds are drawn; the command line may override it."""

    worlds: int = Field(131_072, ge=1, le=2**32, description="how many worlds are drawn")
    seed: int = Field(1, ge=0, lt=2**64, description="the same seed gives the same worlds")
    sampler: SamplerName = Field(
        "sobol", description=f"{' and '.join(EVEN_SAMPLERS)} spread the worlds evenly; random does not"
    )
    mass: Probability = Field(0.90, description="the share of worlds between low and high")
    failed: Literal["raise", "drop"] = Field(
        "raise", description="what a world with an undefined outcome does to the run"
    )
    keep: Annotated[tuple[str, ...], Strict(False)] | None = Field(
        None, min_length=1, description="outcomes to keep; all when absent"
    )


class Document(TomlTable):
    """A whole study file."""

    study: Header
    run: RunSettings = Field(default_factory=RunSettings)
    sets: dict[str, SetLabels] = Field({}, description="lists of labels over which numbers are repeated")
    assumptions: dict[str, Assumption] = Field({}, description="the uncertain numbers, each by its name")
    verbal: dict[str, Distribution] = Field(
        {}, description="what words such as likely stand for, each as a distribution"
    )
    grades: dict[str, Grade] = Field({}, description="grades of evidence: bias and widening of what they are given to")
    choices: dict[str, Choice] = Field({}, description="policy levers: set, not drawn")
    dependence: list[Dependence] = Field([], description="assumptions that go up and down together")
    model: Model | None = Field(None, description="a workbook or a Python function that formulas take results from")
    quantities: dict[str, Quantity] = Field({}, description="named formulas in between")
    benefits: dict[str, Flow] = Field({}, description="what society gains")
    costs: dict[str, Flow] = Field({}, description="what the project costs")
    transfers: dict[str, Flow] = Field({}, description="what one gains and another loses")
    pm: dict[str, ProMemorie] = Field({}, description="effects that are named but not put into money")
    effects: dict[str, Effect] = Field({}, description="what the project does and what follows from it, as a tree")
    stakeholders: dict[str, Stakeholder] = Field({}, description="whom the project touches, bearers among them")
    scenarios: dict[str, Variant] = Field({}, description="other values on the same worlds")
    options: dict[str, Variant] = Field({}, description="alternative projects on the same worlds")
    outcomes: dict[str, Outcome] = Field({}, description="results of the study's own")
    published: list[Published] = Field([], description="figures that the run has to give back")
