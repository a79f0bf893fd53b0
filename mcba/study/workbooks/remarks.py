"""What a study that is started from a workbook says to its reader, by language."""

from __future__ import annotations

from collections.abc import Mapping

REMARKS: Mapping[str, dict[str, str]] = {
    "en": {
        "top": (
            "A study of a workbook. Its numbers stand in cells; those of the assumptions below vary, all others keep\n"
            "what the workbook holds ({left_out} more move an outcome, each less than these).\n"
            "Next: give every assumption without a distribution its range and its source, take out what is certain,\n"
            "then `mcba check` says what is wrong, `mcba run` gives ranges, and `mcba report` writes them for Word."
        ),
        "question": "How certain is {label}?",
        "failed": "worlds in which an outcome is an error are left out and counted",
        "together": "the same number, called the same: it varies as one",
        "spread": "{percent} % to either side, as nothing is known of its range yet; replace it by a source",
        "stated": "the range that stands in the workbook at {place}",
        "fill": "a line each",
        "unit": "the workbook says its unit is: {unit}",
    },
    "nl": {
        "top": (
            "Een studie van een werkmap. De getallen staan in cellen; die van de aannames hieronder variëren, alle\n"
            "andere houden de waarde van de werkmap (nog {left_out} verschuiven een uitkomst, elk minder dan deze).\n"
            "Hierna: geef elke aanname zonder verdeling een bandbreedte en een bron, haal weg wat zeker is;\n"
            "`mcba check` zegt wat eraan mankeert, `mcba run` geeft bandbreedtes, `mcba report` schrijft ze voor Word."
        ),
        "question": "Hoe zeker is {label}?",
        "failed": "trekkingen waarin een uitkomst een fout is vallen weg en worden geteld",
        "together": "hetzelfde getal met dezelfde naam: het varieert als één",
        "spread": "{percent} % naar beide kanten, want de bandbreedte is nog niet bekend; vervang dit door een bron",
        "stated": "de bandbreedte die in de werkmap staat bij {place}",
        "fill": "een regel voor elk",
        "unit": "volgens de werkmap is de eenheid: {unit}",
    },
}
