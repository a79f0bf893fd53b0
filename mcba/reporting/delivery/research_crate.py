"""RO-Crate: what lies in a results folder and how it was made, as metadata that other tools read.

References
----------
RO-Crate 1.1 (https://w3id.org/ro/crate/1.1) and the profile Process Run Crate 0.5
(https://w3id.org/ro/wfrun/process/0.5).
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mcba.engine.saved import MANIFEST, RESULTS, SUMMARY, versions
from mcba.reporting.facts.facts import Facts, command_again
from mcba.reporting.words.labels import Labels

CRATE = "ro-crate-metadata.json"
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_KINDS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".md": "text/markdown",
    ".qmd": "text/markdown",
    ".pdf": "application/pdf",
    ".nc": "application/x-netcdf",
    ".csv": "text/csv",
    ".json": "application/json",
}
_DESCRIPTIONS = {
    RESULTS: "The worlds: every kept outcome of every world, with labels",
    SUMMARY: "Mean, median and range of every outcome, with Monte Carlo errors",
    MANIFEST: "The study, seed, sampler, versions and hashes: all that is needed to run again",
}


def crate(facts: Facts, voice: Labels, files: dict[str, bytes]) -> bytes:
    """The metadata file of a folder that holds these files, by name.

    A date is given only where SOURCE_DATE_EPOCH sets one: the same run has the same bytes whenever it is reported.
    """
    study, settings, used = facts.study, facts.run.settings, versions()
    title = voice.text(study.document.study.title)
    action = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"Monte Carlo run of {study.name}: {settings.worlds} worlds, {settings.sampler}, seed {settings.seed}",
        "description": command_again(facts, voice.language),
        "instrument": {"@id": "#mcba"},
        "object": {"@id": "#study"},
        "result": [{"@id": name} for name in files],
    }
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": voice("title.report"),
        "inLanguage": voice.language,
        "conformsTo": {"@id": _PROFILE},
        "hasPart": [{"@id": name} for name in files],
        "mentions": {"@id": "#run"},
    }
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        root["datePublished"] = datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    graph: list[dict[str, Any]] = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": _CONTEXT.removesuffix("/context")},
        },
        root,
        {"@id": _PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        {"@id": "#mcba", "@type": "SoftwareApplication", "name": "mcba", "version": used["mcba"]},
        {"@id": "#study", "@type": "CreativeWork", "name": study.path.name, "identifier": f"sha256:{study.sha256}"},
        action,
    ]
    for name, content in files.items():
        entity = {
            "@id": name,
            "@type": "File",
            "name": name,
            "encodingFormat": _KINDS.get(Path(name).suffix, "application/octet-stream"),
            "contentSize": str(len(content)),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        if name in _DESCRIPTIONS:
            entity["description"] = _DESCRIPTIONS[name]
        graph.append(entity)
    whole = {"@context": _CONTEXT, "@graph": graph}
    return json.dumps(whole, indent=2, ensure_ascii=False).encode() + b"\n"
