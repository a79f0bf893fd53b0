"""Labels: what everything in a study is called, in one language."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from mcba.analysis.decision import Preset, VariantOutcomes, presets
from mcba.analysis.decision.options import PROJECT
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.words.citations import Citations
from mcba.reporting.words.voice import Voice, capital, uncapital
from mcba.study import DISCOUNT_RATE, Study
from mcba.study.document import Published, Source, Text


class Labels(Voice):
    """A voice that knows what a study calls its assumptions, flows, outcomes, options and bearers.

    Placeholders may name such things: `{name:assumption}` within a sentence, `{name:Assumption}` where it stands
    alone, and `{names:assumptions}` for several.

    Parameters
    ----------
    study : Study or None
        None for a run of a table, whose names are its labels.
    language : str, optional
        One of `mcba.reporting.words.voice.languages()`; that of the study when absent.

    Examples
    --------
    >>> import mcba
    >>> say = Labels(mcba.load("studies/schilderswijk-moeders"), "nl")
    >>> say.assumption("drop_off"), say.outcome("bcr")
    ('Deel van een effect dat elk jaar wegebt', 'Baten-kostenverhouding')
    >>> say.note(Note("no_effect", {"names": ["drop_off"]}))
    'zonder invloed op de uitkomst: deel van een effect dat elk jaar wegebt'
    """

    def __init__(self, study: Study | None, language: str | None = None):
        super().__init__(language or (study.document.study.language if study is not None else "en"))
        self.study = study

    def text(self, words: Text | None) -> str:
        """Words of the study file, with their citations as author and year; empty when there are none."""
        said = super().text(words)
        return said if self.citations is None else self.citations.within(said)

    def source(self, source: Source | None) -> str:
        """Where a value stands; a reference by author and year."""
        if source is not None and isinstance(source.citation, str) and self.citations is not None:
            source = source.model_copy(update={"citation": self.citations.short(source.citation)})
        return super().source(source)

    @cached_property
    def citations(self) -> Citations | None:
        """What the study cites; None where it has no bibliography."""
        if self.study is None or self.study.document.study.bibliography is None:
            return None
        return Citations(self.study, self.language)

    # --- one thing each, as it stands alone

    def assumption(self, name: str) -> str:
        """An assumption, one of its labels (`name[label]`), or several that are taken as one (`name + name`)."""
        return " + ".join(map(self._assumption, name.split(" + ")))

    def assumption_with_unit(self, name: str) -> str:
        """An assumption and its unit: Hours of each regular contact, hour per partner."""
        return ", ".join(filter(None, (self.assumption(name), self.unit(self._study.document.assumptions[name].unit))))

    def _assumption(self, name: str) -> str:
        assumption, bracket, label = name.partition("[")
        assumptions = {} if self.study is None else self.study.document.assumptions
        words = (
            self._own(assumptions[assumption].label, assumption)
            if assumption in assumptions
            else self._group(assumption)
        )
        return f"{words} {bracket}{label}".strip()

    def _group(self, name: str) -> str:
        """Assumptions that are ranked as one: those of a status or a kind in words, others as somebody named them."""
        section = next((section for section in ("status", "uncertainty") if self.knows(section, name)), None)
        return name if section is None else capital(self.known(section, name))

    def flow(self, name: str) -> str:
        """A benefit, cost or transfer."""
        return self._own(self._study.flows[name][1].label, name)

    def outcome(self, name: str) -> str:
        """An outcome: the study's own, or a standard one; a function's by its own name."""
        if self.study is None:
            return name
        own = self.study.document.outcomes.get(name)
        if own is not None:
            return self._own(own.label, name)
        result = self.study.results.get(name)
        return (self.text(result.label) if result else "") or capital(self.known("outcome", name))

    def outcome_with_unit(self, name: str) -> str:
        """An outcome and its unit: Net present value, EUR."""
        return ", ".join(filter(None, (self.outcome(name), self.unit_of(name))))

    def unit_of(self, outcome: str) -> str:
        """The unit of an outcome in words; empty for a plain number."""
        return self.unit(self.study.unit(outcome)) if self.study is not None else ""

    @property
    def currency(self) -> str:
        """The currency of the study in words."""
        return self.unit(self._study.document.study.currency)

    def scenario(self, name: str) -> str:
        """A scenario of the study."""
        return self._own(self._study.document.scenarios[name].label, name)

    def option(self, name: str) -> str:
        """The null alternative, the project, or an option of the study."""
        return self._own_option(name) or capital(self.known("option", name))

    def option_within(self, name: str) -> str:
        """An option within a sentence: what the study names itself between quotation marks."""
        own = self._own_option(name)
        return self("word.quoted", words=own) if own else self.known("option", name)

    def _own_option(self, name: str) -> str:
        """What the study file calls the project or one of its options; empty where it says nothing of it."""
        if self.study is None:
            return ""
        document = self.study.document
        if name in document.options:
            return self._own(document.options[name].label, name)
        return self.text(document.study.project) if name == PROJECT else ""

    def choice(self, name: str) -> str:
        """A choice, such as the discount rate."""
        return self.text(self._study.document.choices[name].label) or capital(self.known("choice", name))

    def lever(self, name: str) -> str:
        """What may be given another value: an assumption, a choice, or the horizon."""
        document = self._study.document
        if name in document.assumptions:
            return self.assumption(name)
        return self.choice(name) if name in document.choices else self("comparison.horizon")

    def own_value(self, name: str) -> str:
        """What the value that a study itself has is called: the base value of an assumption, or what was chosen."""
        return self("figure.base_value" if name in self._study.document.assumptions else "figure.in_study")

    def choice_value(self, name: str, value: float | tuple[float, ...]) -> str:
        """The value of a choice as a reader expects it: a discount rate in percent, a schedule as its steps."""
        if isinstance(value, tuple):
            return ", ".join(dict.fromkeys(self.choice_value(name, number) for number in value))
        return self.exact_percent(value) if name == DISCOUNT_RATE else self.plain(value)

    def variant(self, variant: VariantOutcomes) -> str:
        """The run itself, a scenario, an option, another value of a choice, or a rate of the library."""
        match variant.kind:
            case "run":
                return self("text.this_run")
            case "scenario":
                return self.scenario(variant.name)
            case "option":
                return self.option(variant.name)
            case "preset":
                return self._preset(next(preset for preset in presets() if preset.name == variant.name))
        values = [(name, self.choice_value(name, value)) for name, value in variant.settings.items()]  # type: ignore[arg-type]
        return ", ".join(f"{self.choice(name)}: {value}" for name, value in values)

    def _preset(self, preset: Preset) -> str:
        rate = self.exact_percent(preset.steps[0][1])
        if len(preset.steps) > 1:
            rate = self("decide.declining", rate=rate)
        dates = self("decide.between" if preset.until else "decide.since", since=preset.since, until=preset.until)
        return self("decide.rate", name=preset.name, rate=rate, dates=dates)

    def bearer(self, name: str) -> str:
        """Who gains or loses."""
        return capital(self.bearer_within(name))

    def bearer_within(self, name: str) -> str:
        """Who gains or loses, within a sentence; as the study itself calls a stakeholder."""
        stakeholder = None if self.study is None else self.study.document.stakeholders.get(name)
        return uncapital(self.text(stakeholder.label if stakeholder else None)) or self.known("bearer", name)

    def grade(self, name: str) -> str:
        """A grade, or words for a distribution: the study file gives them no other label."""
        return name.replace("_", " ")

    def published(self, published: Published) -> str:
        """A published figure; by its outcome where it has no label."""
        return self.text(published.label) or self.outcome(published.outcome)

    def named(self, name: str) -> str:
        """Any name of a formula; empty where the study file gives it no label."""
        document = self._study.document
        if name in document.assumptions:
            return self.assumption(name)
        if name in self._study.flows:
            return self.flow(name)
        for section in (document.quantities, document.choices, document.outcomes):
            if name in section:
                return self.text(section[name].label)
        if name in self._study.results and (label := self.text(self._study.results[name].label)):
            return label
        return capital(self.known("outcome", name)) if name in self._study.outcomes else ""

    # --- chances in words of everyday

    def of_hundred(self, share: Estimate) -> str:
        """A chance in a sentence: 94 of 100; all or none only where no world says otherwise."""
        if share.value in (0.0, 1.0):
            return self("advice.all" if share.value else "advice.none")
        number = round(100 * share.value)
        if number in (0, 100):
            key = "advice.nearly_all" if number else "advice.hardly_any"
            return self(key, number=99 if number else 1, whole=100)
        return self("advice.of_whole", number=number, whole=100)

    def in_hundred(self, chance: float) -> str:
        """The chance of one thing: 2 in 100."""
        number = round(100 * chance)
        return self("advice.in_whole" if number else "advice.hardly_ever", number=number or 1, whole=100)

    def out_of(self, mass: float) -> str:
        """The mass of a range: 9 of 10, or 95 of 100."""
        whole = 10 if math.isclose(10 * mass, round(10 * mass)) else 100
        return self("advice.of_whole", number=self.plain(round(whole * mass, 6)), whole=whole)

    # --- what must be said

    def note(self, note: Note) -> str:
        """The words of a note, or of the reason why there is no result."""
        return self(f"note.{note.code}", **note.data)

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value of a placeholder, also by what it names: `assumption`, `outcome`, `option`, `unit` and so on."""
        if format_spec == "option":
            return self.option_within(value)
        if format_spec == "options":
            return self.listed(map(self.option_within, value))
        if format_spec.lower() in _NAMED:
            label: str = getattr(self, format_spec.lower())(value)
            return label if format_spec[0].isupper() else uncapital(label)
        if format_spec.removesuffix("s") in _NAMED:
            return self._several(format_spec.removesuffix("s"), value)
        return self.unit(value) if format_spec == "unit" else super().format_field(value, format_spec)

    def _several(self, kind: str, names: Iterable[str]) -> str:
        labels = [uncapital(getattr(self, kind)(name)) for name in names]
        return "; ".join(labels) if any("," in label for label in labels) else self.listed(labels)

    @property
    def _study(self) -> Study:
        if self.study is None:
            raise ValueError("a run of a table has no flows, options, choices or bearers")
        return self.study

    def _own(self, label: Text | None, name: str) -> str:
        return self.text(label) or capital(name.replace("_", " "))


_NAMED = {"assumption", "outcome", "flow", "scenario", "choice", "bearer"}
