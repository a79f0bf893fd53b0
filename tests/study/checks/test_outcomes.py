from __future__ import annotations

from mcba.study.checks.outcomes import check_kept, check_published, check_reported
from tests.study.drafts import said_by
from tests.study.written import model


def test_a_study_reports_something_unless_what_it_reports_is_broken() -> None:
    assert said_by(check_reported, '[study]\ntitle = "t"\n') == [
        "1:2: the study has nothing to report; add benefits and costs, or [outcomes.<name>]"
    ]
    assert said_by(check_reported, '[study]\ntitle = "t"\n[assumptions]\npi = { value = 1 }\n') == []


def test_what_is_kept_and_published_is_an_outcome() -> None:
    text = model("x = { value = 1 }") + '[run]\nkeep = ["resul"]\n[[published]]\noutcome = "y"\nlow = 2\nhigh = 1\n'
    assert said_by(check_kept, text) == ["8:9: there is no outcome 'resul'; did you mean 'result'?"]
    assert said_by(check_published, text) == [
        "10:1: there is no outcome 'y'; known are result",
        "11:1: low = 2 is above high = 1; give them with low <= high",
    ]
