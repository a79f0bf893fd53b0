"""What is complained of in an effect tree, and where: in the study file, or in the row of its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcba.study.checks.effects import check_effects
from mcba.study.reading import read
from tests.study.drafts import said_by
from tests.study.written import of_text

STUDY = """[study]
title = "A tree"
[assumptions]
care = { value = 100, unit = "EUR/year" }
[benefits.care_avoided]
formula = "care"
gains = { client = 1 }
[pm.wellbeing]
label = "Well-being"
bearer = "family"
[pm.care_avoided]
label = "The same name"
[stakeholders.partner]
role = "helps"
[effects.help]
label = "Help is given"
"""  # what follows stands from line 17


@pytest.mark.parametrize(
    ("effect", "complaint"),
    [
        ('from = "hlep"', "18:1: there is no effect 'hlep'; did you mean 'help'?"),
        ('reinforces = "x"', "18:1: there is no effect 'x'; known are help, rest"),
        ('reinforces = "rest"', "18:1: 'rest' reinforces itself; name another effect"),
        ('figure = "wellbieng"', "18:1: nothing in the study is called 'wellbieng'; did you mean 'wellbeing'?"),
        (
            'figure = "care_avoided"',
            "18:1: 'care_avoided' stands in several sections; write benefits.care_avoided or pm.care_avoided",
        ),
        ('figure = "quantities.care_avoided"', "18:1: nothing in the study is called 'quantities.care_avoided'; "),
        ('bearer = "partnr"', "18:1: unknown bearer or stakeholder 'partnr'; did you mean 'partner'?"),
        ('kind = "direct"', '18:1: kind = "direct" follows from something; add from = "an activity or an effect"'),
    ],
)
def test_what_names_nothing_is_complained_of_where_it_stands(effect: str, complaint: str) -> None:
    (said,) = said_by(check_effects, f'{STUDY}[effects.rest]\n{effect}\nlabel = "Rest"\n')
    assert said.startswith(complaint)


@pytest.mark.parametrize("bearer", ["client", "family", "partner"])
def test_bearers_of_flows_and_pm_items_and_stakeholders_may_gain(bearer: str) -> None:
    assert of_text(f'{STUDY}[effects.rest]\nbearer = "{bearer}"\nlabel = "Rest"\n') == []


def test_a_circle_is_shown_once_and_reinforcing_is_none() -> None:
    circle = '[effects.first]\nlabel = "1"\nfrom = "third"\n[effects.second]\nlabel = "2"\nfrom = ["help", "first"]\n'
    third = '[effects.third]\nlabel = "3"\n'
    (said,) = said_by(check_effects, f'{STUDY}{circle}{third}from = "second"\n')
    assert "19:1: effects follow from each other in a circle: first → second → third → first; " in said
    assert said.endswith("write reinforces in place of from")
    open_way = circle.replace('from = "third"\n', "") + third
    assert said_by(check_effects, f'{STUDY}{open_way}from = "second"\nreinforces = "first; second"\n') == []


TABLE = '[effects]\ntable = "effects.csv"\n'
WITHOUT_EFFECTS = STUDY.partition("[effects.help]")[0]


def in_table(rows: str, section: str = TABLE) -> list[str]:
    return of_text(f"{WITHOUT_EFFECTS}{section}", **{"effects.csv": f"name,label.en,from,figure\n{rows}"})


def test_rows_of_a_table_are_effects_and_their_mistakes_are_told_by_row() -> None:
    tables = {"effects.csv": "Name;label.nl;from;source.place\nhelp;Hulp;;alinea 1\nrust;Rust;help;alinea 2\n"}
    study = read(Path("study.toml"), f"{WITHOUT_EFFECTS}{TABLE}", tables=tables)
    rest = study.document.effects["rust"]
    assert (rest.label.nl, rest.from_, str(rest.source)) == ("Rust", ("help",), "alinea 2")
    assert in_table("help,Help,,wellbieng\n") == [
        "effects.csv:2:4: nothing in the study is called 'wellbieng'; did you mean 'wellbeing'?"
    ]
    assert in_table("help,Help,,\nrest,,,\n") == ["effects.csv:3:1: 'label' is missing here; add it"]
    assert in_table("help,Help,,\nhelp,Help,,\n") == [
        "effects.csv:3:1: the name 'help' stands twice; every row has a name of its own"
    ]
    assert in_table("a,Help,b; c,\nb,Help,a,\nc,Help,,\n")[0].startswith("effects.csv:2:3: effects follow from each")


def test_a_section_may_be_the_table_and_have_tables_of_its_own_beside_it() -> None:
    own = f'{TABLE}[effects.rest]\nlabel = "Rest"\nfrom = "help"\n'
    assert in_table("help,Help,,\n", own) == []
    assert in_table("help,Help,,\n", f'{own}figure = "nothing"\n')[0].startswith("20:1: nothing in the study is called")
    assert in_table("help,Help,,\n", f'{TABLE}[effects.help]\nlabel = "Rest"\n') == [
        "17:10: 'help' stands in effects.csv too; keep one of both"
    ]


def test_the_whole_section_may_name_its_table() -> None:
    text = f'effects = "effects.csv"\n{WITHOUT_EFFECTS}'
    assert of_text(text, **{"effects.csv": "name,label\nhelp,Help\n"}) == []
    assert of_text(text.replace("effects.csv", "efects.csv"), **{"effects.csv": "name,label\nhelp,Help\n"}) == [
        "1:1: the table 'efects.csv' was not given with the study's text"
    ]
