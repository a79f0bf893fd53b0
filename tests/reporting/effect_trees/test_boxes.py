"""What stands in the boxes of an effect tree: the same numbers as in the tables, or that there is none."""

from __future__ import annotations

from functools import cache

import mcba
from mcba.reporting.effect_trees.boxes import EffectBox, effect_boxes
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import required
from mcba.reporting.words.labels import Labels


@cache
def facts() -> Facts:
    return Facts(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=512))


def boxes(language: str = "en") -> dict[str, EffectBox]:
    return {box.name: box for box in effect_boxes(facts(), Labels(facts().study, language))}


def test_every_effect_has_a_box_and_says_whether_it_is_in_the_amounts() -> None:
    found = boxes()
    assert found.keys() == facts().study.document.effects.keys()
    looks = {look: {name for name, box in found.items() if box.look == look} for look in ("gain", "cost")}
    assert looks == {"gain": {"stabilised", "paid_work", "regular_care"}, "cost": {"reaching"}}
    assert found["support"].figures == (("no figure (+)", ""),)
    assert found["wellbeing_clients"].figures == (("PM (+)", ""),)


def test_amounts_are_those_of_the_account() -> None:
    voice = Labels(facts().study, "nl")
    account = required(facts().accounts).of_run
    for name, line in (("stabilised", account.flows["stabilisation"]), ("reaching", account.kinds["costs"])):
        mean, ends = boxes("nl")[name].figures[0]
        assert mean.removeprefix("kost ") == f"{voice.short(line.summary.mean)} euro"
        assert ends == f"({voice.range(line.summary.range)})"
    assert boxes("nl")["paid_work"].figures[2][0].startswith("verschuift ")
    assert boxes("nl")["partnership"].figures[0][0].startswith("als optie: saldo ")


def test_who_gains_and_who_pays() -> None:
    assert boxes()["reaching"].bearers == "paid by: municipality (care and support) and funds"
    assert boxes("nl")["next_generation"].bearers == "voor: cliënten"
    assert boxes()["bridge"].before == ("reaching",)
