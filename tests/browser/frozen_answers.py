"""What the page's model answered of every study: `python -m tests.browser.frozen_answers` writes it, by Node.

So that where there is no Node, Python is still held to what the page says.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mcba
from tests.browser.playing import played, score
from tests.places import ROOT

FROZEN = Path(__file__).parent / "frozen" / "answers.json"
STUDIES = sorted(path.parent.name for path in (ROOT / "studies").glob("*/study.toml"))
WORLDS = 1_024


def answers() -> dict[str, Any]:
    """The summaries of each study as it stands."""
    found = {}
    for name in STUDIES:
        study = mcba.load(ROOT / "studies" / name)
        said = played(score(study, WORLDS), [{}])["answers"][0]["summaries"]
        found[name] = {outcome: said[outcome] for outcome in study.outcomes}
    return found


if __name__ == "__main__":
    FROZEN.write_text(json.dumps(answers()) + "\n", encoding="utf-8")
