"""Individuals that are taken for a mean, told from those that are not."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.errors import Note
from mcba.families import StudentT
from mcba.study.hints import hints
from mcba.study.reading import read

ROWS = np.round(18.7 + 7.5 * np.sin(np.arange(25) * 2.4) * 1.4, 1)
TABLES = {"hours.csv": "\n".join(["hours", *map(str, ROWS)]) + "\n"}
STUDY = """
[study]
title = "Supported employment"
participants = "participants"
[assumptions.participants]
value = 100
unit = "{people}"
[assumptions.hours]
distribution = "normal"
data = {{ table = "hours.csv", column = "hours"{of} }}
unit = "hour/{per}"
status = "data"
source = "registration"
[assumptions.wage]
value = 40
unit = "EUR/hour"
[assumptions.coach]
value = 640
unit = "EUR/{per}"
{more}
[costs.coaching]
formula = "participants * coach"
"""
DIRECT = '[benefits.work]\nformula = "hours * wage * participants"\nyears = 0\n'


def noted(text: str, code: str) -> list[tuple[str, ...]]:
    study = read(Path("study.toml"), text, tables=dict(TABLES))
    return [hint.note.data["names"] for hint in hints(study) if hint.note.code == code]


def stated(of: str = "", more: str = DIRECT, people: str = "client", per: str = "client") -> str:
    return STUDY.format(of=of, more=more, people=people, per=per)


@pytest.mark.parametrize(
    "more",
    [
        DIRECT,
        '[quantities.each]\nformula = "hours * wage"\n[benefits.work]\nformula = "participants * each"\n',
        '[benefits.work]\nformula = "(hours + hours) * (participants * wage)"\n',
        '[benefits.work]\nformula = "hours * participants / 2 * wage"\n',
    ],
)
def test_individuals_times_their_number(more: str) -> None:
    assert noted(stated(more=more), "individuals") == [("hours",)]
    assert noted(stated(more=more), "few_data") == []  # said once, in the hint that matters
    for said in ("one", "mean"):
        assert noted(stated(f', of = "{said}"', more), "individuals") == []


def test_a_number_of_people_is_known_by_its_unit_or_by_what_the_study_calls_participants() -> None:
    called = 'participants = "participants"\n'
    no_participants = stated().replace(called, "", 1)
    assert noted(no_participants, "individuals") == [("hours",)]
    without_units = no_participants.replace('unit = "client"\n', "").replace('unit = "hour/client"\n', "")
    assert noted(without_units, "individuals") == []
    assert noted(without_units.replace("[study]\n", f"[study]\n{called}"), "individuals") == [("hours",)]


def test_time_and_money_count_nobody() -> None:
    weeks = '[assumptions.weeks]\nvalue = 40\nunit = "week"\n[benefits.work]\nformula = "hours * wage * weeks"\n'
    text = stated(more=weeks, per="week").replace('participants = "participants"\n', "", 1)
    text = text.replace("participants * coach", "weeks * coach")
    assert noted(text, "individuals") == []
    assert noted(text.replace("* weeks", "* weeks * participants / participants"), "individuals") == [("hours",)]


def test_the_mean_of_25_rows_and_one_of_them() -> None:
    """A mean is √26 times less uncertain than one more row; the chance of a gain follows from Student's t with 24."""
    runs = {
        of: mcba.run(read(Path("study.toml"), stated(f", {said}"), tables=dict(TABLES)), worlds=8_192)
        for of, said in {"one": 'of = "one", parameters = "uncertain"', "mean": 'of = "mean"'}.items()
    }
    spread = ROWS.std(ddof=1)
    chances = {of: float(np.mean(run.values("npv") > 0)) for of, run in runs.items()}
    for of, scale in {"one": spread * math.sqrt(1 + 1 / 25), "mean": spread / 5}.items():
        expected = float(1 - StudentT(24, ROWS.mean(), scale).cdf(16.0))  # 640 euro of costs a head at 40 an hour
        assert chances[of] == pytest.approx(expected, abs=0.01)
    assert chances["mean"] - chances["one"] > 0.25


def test_what_goes_with_the_mean() -> None:
    def refused(of: str) -> str:
        with pytest.raises(mcba.StudyError) as error:
            read(Path("study.toml"), stated(of), tables=dict(TABLES))
        return str(error.value)

    assert 'parameters goes with of = "one"' in refused(', of = "mean", parameters = "uncertain"')
    assert 'weights goes with of = "one"' in refused(', of = "mean", weights = "hours"')
    study = read(Path("study.toml"), stated(', of = "mean"'), tables=dict(TABLES))
    assert study.made["hours"].of_mean
    empirical = stated(', of = "mean"').replace('distribution = "normal"\n', "")
    assert read(Path("study.toml"), empirical, tables=dict(TABLES)).families["hours"] == study.families["hours"]


def test_the_note_carries_names_only() -> None:
    study = read(Path("study.toml"), stated(), tables=dict(TABLES))
    (hint,) = (hint for hint in hints(study) if hint.note.code == "individuals")
    assert hint.note == Note("individuals", {"names": ("hours",)})
    assert study.text.splitlines()[hint.line - 1] == "[assumptions.hours]"
