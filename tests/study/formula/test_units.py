"""The unit algebra: known answers, and messages that show the part that does not fit."""

from __future__ import annotations

import pytest

from mcba.errors import FormulaError
from mcba.study.formula import parse_unit
from mcba.study.formula.inference import unit_of
from mcba.study.formula.parsing import parse
from mcba.study.formula.units import PURE_NUMBER, Unit, multiply, spoken, unit_text

UNITS: dict[str, Unit | None] = {
    "euro": parse_unit("EUR"),
    "wage": parse_unit("EUR/fte/year"),
    "staff": parse_unit("fte"),
    "length": parse_unit("m"),
    "share": PURE_NUMBER,
    "year": parse_unit("year"),
    "unknown": None,
}


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("1", "1"),
        ("EUR", "EUR"),
        ("EUR/client/year", "EUR/client/year"),
        (" EUR / client ", "EUR/client"),
        ("client*EUR", "EUR*client"),
        ("m*s^-2", "m/s^2"),
        ("m**2", "m^2"),
        ("m ^ 2 / m", "m"),
        ("1/year", "1/year"),
        ("EUR/EUR", "1"),
        ("m^0", "1"),
        ("m^0.5", "m^0.5"),
        ("leerling/école", "leerling/école"),
        ("uur/deelnemer/week", "hour/participant/week"),
        ("EUR/hour*uur", "EUR"),
        ("euro/cliënt/jaar*client*year", "EUR"),
        ("m^0.333333333*m^0.333333333*m^0.333333334", "m"),
    ],
)
def test_reading_and_writing_units(text: str, again: str) -> None:
    assert unit_text(parse_unit(text)) == again
    assert parse_unit(again) == parse_unit(text)


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "unit '' cannot be read; write symbols joined by * and /, such as 'EUR/client/year', or '1'"),
        ("€", 0, "unit '€' cannot be read; write symbols"),
        ("EUR/", 4, "unit 'EUR/' cannot be read; write symbols"),
        ("2*EUR", 0, "unit '2*EUR' cannot be read; write symbols"),
        ("10", 0, "unit '10' cannot be read; write symbols"),
        ("EUR client", 3, "unit 'EUR client' cannot be read at 'client'; join symbols by * or /"),
        ("EUR(client)", 3, "unit 'EUR(client)' cannot be read at '(client)'; join symbols by * or /"),
        ("m^1234", 5, "unit 'm^1234' cannot be read at '4'; join symbols by * or /"),
        ("m^n", 1, "unit 'm^n' cannot be read at '^n'; join symbols by * or /"),
    ],
)
def test_what_is_no_unit(text: str, offset: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_unit(text)
    assert str(caught.value).startswith(message)
    assert caught.value.offset == offset


@pytest.mark.parametrize(("unit", "words"), [("EUR/year", "in EUR/year"), ("1", "a plain number")])
def test_a_unit_in_a_sentence(unit: str, words: str) -> None:
    assert spoken(parse_unit(unit)) == words


def test_a_third_three_times_is_one() -> None:
    third = multiply(PURE_NUMBER, parse_unit("m"), 1 / 3)
    assert multiply(multiply(third, third), third) == parse_unit("m")


@pytest.mark.parametrize(
    ("formula", "unit"),
    [
        ("3", "1"),
        ("wage * staff", "EUR/year"),
        ("euro / euro", "1"),
        ("euro + euro - 0", "EUR"),
        ("-euro", "EUR"),
        ("length ** 2", "m^2"),
        ("length ** -1", "1/m"),
        ("length ** (1 / 2)", "m^0.5"),
        ("sqrt(length ** 2)", "m"),
        ("2 ** share", "1"),
        ("share ** share", "1"),
        ("exp(share) * log(share + 1)", "1"),
        ("min(euro, 0) + max(0, euro, euro)", "EUR"),
        ("clip(euro, 0, 2 * euro)", "EUR"),
        ("where(euro > 0, length, 0)", "m"),
        ("(euro < 0) * euro", "EUR"),
        ('sum(staff, over="pillar")', "fte"),
        ('sum(wage, over="year")', "EUR/fte"),
        ('sum(euro, over="year")', "EUR"),
        ("present_value(wage * staff)", "EUR"),
        ("present_value(euro)", "EUR"),
        ("year * wage", "EUR/fte"),
    ],
)
def test_known_answers(formula: str, unit: str) -> None:
    assert unit_of(parse(formula), UNITS) == parse_unit(unit)


@pytest.mark.parametrize(
    "formula",
    [
        *("unknown", "unknown * euro", "euro / unknown", "unknown + euro", "sqrt(unknown)", "unknown ** 2"),
        *("unknown ** share", "share ** unknown", "min(unknown, euro)", "where(share, unknown, euro)"),
        *("present_value(unknown)", "exp(unknown)"),
    ],
)
def test_what_has_no_stated_unit_makes_the_whole_unknown(formula: str) -> None:
    assert unit_of(parse(formula), UNITS) is None


def test_a_comparison_is_plain_even_of_what_has_no_unit() -> None:
    assert unit_of(parse("unknown > euro"), UNITS) == PURE_NUMBER


@pytest.mark.parametrize(
    ("formula", "offset", "message"),
    [
        (
            "1 + euro",
            0,
            "units do not fit in '1 + euro': '1' is a plain number, 'euro' is in EUR; bring them to one unit",
        ),
        ("2 * (wage - staff)", 5, "units do not fit in 'wage - staff': 'wage' is in EUR/fte/year, 'staff' is in fte"),
        ("euro > length", 0, "units do not fit in 'euro > length'"),
        (
            "min(euro, unknown, length)",
            0,
            "units do not fit in 'min(euro, unknown, length)': 'euro' is in EUR, 'length' is in m",
        ),
        ("where(share, euro, length)", 0, "units do not fit in 'where(euro, length)'"),
        (
            "clip(euro, 0, 100)",
            0,
            "units do not fit in 'clip(euro, 0, 100)': 'euro' is in EUR, '100' is a plain number",
        ),
        ("1 + exp(2 * euro)", 8, "'2 * euro' in 'exp(2 * euro)' is in EUR, where a plain number is needed; divide by"),
        ("2 ** euro", 5, "'euro' in '2**euro' is in EUR, where a plain number is needed"),
        ("euro ** share", 0, "'euro' in 'euro**share' is in EUR, where a plain number is needed"),
        ("unknown ** euro", 11, "'euro' in 'unknown**euro' is in EUR, where a plain number is needed"),
    ],
)
def test_what_does_not_fit_is_shown(formula: str, offset: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        unit_of(parse(formula), UNITS)
    assert str(caught.value).startswith(message)
    assert caught.value.offset == offset
