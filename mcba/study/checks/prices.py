"""Price years: what turns the prices of each assumption into those of the study."""

from __future__ import annotations

from mcba.study.distributions.price_indices import price_index_ids, read_price_index
from mcba.study.document.assumption import Assumption
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place


def check_prices(draft: Draft) -> Draft:
    """Amounts in prices of another year can become prices of the study's year."""
    complaints = draft.collect()
    factors = {
        name: 1.0 if name in draft.broken else _price_factor(draft, complaints, name, assumption)
        for name, assumption in draft.assumptions.items()
    }
    return draft.learnt(complaints, price_factors=factors)


def _price_factor(draft: Draft, complaints: Complaints, name: str, assumption: Assumption) -> float:
    header, place = draft.document.study, ("assumptions", name, "price_year")
    if assumption.price_year is None or assumption.price_year == header.price_year:
        return 1.0
    if header.price_year is None:
        complaints.at(place, "the study has no price_year to convert to; add it to [study]")
        return 1.0
    unit = draft.units[name]
    if unit is not None and (header.currency, 1.0) not in unit:
        complaints.at(place, f"only amounts in {header.currency} have a price year; this is in {assumption.unit}")
    if header.price_index is None:
        complaints.at(
            place,
            f"prices of {assumption.price_year} cannot become prices of {header.price_year}: "
            'add price_index = "nl" to [study] (consumer prices of the Netherlands; "eu" for those of the euro area, '
            'or "….csv" for an index of your own)',
        )
        return 1.0
    index = _price_index(draft, complaints, header.price_index)
    missing = [year for year in (assumption.price_year, header.price_year) if year not in index]
    if index and missing:
        span = f"; it has the years {min(index):.0f} to {max(index):.0f}"
        complaints.at(place, f"the price index {header.price_index!r} has no row for {missing[0]}{span}")
    return 1.0 if not index or missing else index[header.price_year] / index[assumption.price_year]


def _price_index(draft: Draft, complaints: Complaints, file: str) -> dict[float, float]:
    """The index of each year; empty when it cannot be read."""
    if file in price_index_ids():
        return {
            float(year): level for year, level in read_price_index(draft.tables.price_index_text(file)).levels.items()
        }
    index: dict[float, float] = {}
    with complaints.caught(("study",)):
        for column in ("year", "index"):
            draft.tables.column(file, column, key="price_index")
        table = draft.tables.table(file, key="price_index")
        index = dict(zip(table.numbers("year"), table.numbers("index"), strict=True))
    place: Place = ("study", "price_index")
    if any(value <= 0 for value in index.values()):
        complaints.at(place, f"the price index {file!r} holds a value that is not above 0; an index is above 0")
        return {}
    return index
