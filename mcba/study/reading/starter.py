"""A new study: the small, complete one that is written where nothing is copied, or a copy of another."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from mcba.errors import StudyError
from mcba.study.distributions.entries import data_folder

STARTER = """\
# A study for mcba. `mcba check` says what is wrong with it, `mcba run` draws its worlds.

[study]
title = "A new study"
question = "Do the benefits of the project exceed its costs?"
null_alternative = "what would happen without the project"
price_year = 2025
price_index = "nl"         # consumer prices: amounts with another price_year become those of 2025
horizon = 5                # years; year 0 is not discounted
participants = "clients"
status = "indicative"      # calibration | indicative | final

[run]
worlds = 131_072
seed = 1
mass = 0.90                # the share of worlds between low and high

# Every uncertain number is an assumption: a distribution, a unit, and where it comes from.

[assumptions.clients]
label = "Clients a year"
distribution = "triangular"
low = 80
mode = 100
high = 140
unit = "client/year"
status = "assumed"
reason = "replace by your registration"

[assumptions.success]
label = "Share of clients for whom the problem is solved"
distribution = "beta"
mean = 0.35
sd = 0.08
unit = "1"
status = "assumed"
reason = "replace by your effect study, with source = { document = …, place = … } and status = sourced"

[assumptions.care_avoided]
label = "Care avoided per solved problem"
distribution = "lognormal"
low = 1_000
high = 6_000
mass = 0.90                # low and high are the 5 % and 95 % points
unit = "EUR/client"
status = "assumed"
reason = "replace by a price with its price year and source"

[assumptions.drop_off]
label = "Share of the effect lost each year"
distribution = "uniform"
low = 0.05
high = 0.25
unit = "1"
status = "assumed"
reason = "replace"

[assumptions.salaries]
label = "Salaries a year"
distribution = "normal"
mean = 95_000
sd = 5_000
unit = "EUR/year"
status = "assumed"
reason = "replace by your budget"

[choices.discount_rate]    # set, not drawn
value = 0.0225
alternatives = [0.015, 0.03]

[benefits.care]
label = "Care avoided"
formula = "clients * success * care_avoided"
unit = "EUR/year"
years = [1, 5]
fades = "drop_off"
gains = { municipality = 0.5, health_insurer = 0.5 }

[costs.project]
label = "Project"
formula = "salaries"
unit = "EUR/year"
years = [0, 2]
losses = { municipality = 1.0 }

[pm.wellbeing]
label = "Well-being of clients"
sign = "+"
bearer = "client"
"""

DUTCH_STARTER = """\
# Een studie voor mcba. `mcba check` zegt wat eraan mankeert, `mcba run` rekent haar door.

[study]
title = "Een nieuwe studie"
language = "nl"            # teksten zonder taal zijn Nederlands
question = "Wegen de baten van het project op tegen de kosten?"
null_alternative = "wat er zonder het project zou gebeuren"
price_year = 2025
price_index = "nl"         # consumentenprijzen: bedragen met een andere price_year worden die van 2025
horizon = 5                # jaren; jaar 0 wordt niet verdisconteerd
participants = "clienten"
status = "indicative"      # calibration (kalibratie) | indicative (indicatief) | final (definitief)

[run]
worlds = 131_072           # hoe vaak alle onzekere getallen worden getrokken
seed = 1
mass = 0.90                # het deel van de trekkingen tussen laag en hoog

# Elk onzeker getal is een aanname: een verdeling, een eenheid en waar het vandaan komt.
# Het decimaalteken is een punt: 0.35.

[assumptions.clienten]
label = "Cliënten per jaar"
distribution = "triangular"
low = 80
mode = 100
high = 140
unit = "cliënt/jaar"
status = "assumed"
reason = "vervang dit door uw registratie"

[assumptions.geslaagd]
label = "Deel van de cliënten van wie het probleem is opgelost"
distribution = "beta"
mean = 0.35
sd = 0.08
unit = "1"
status = "assumed"
reason = "vervang dit door uw effectonderzoek, met source = { document = …, place = … } en status = sourced"

[assumptions.vermeden_zorg]
label = "Vermeden zorg per opgelost probleem"
distribution = "lognormal"
low = 1_000
high = 6_000
mass = 0.90                # low en high zijn het 5 %- en het 95 %-punt
unit = "EUR/cliënt"
status = "assumed"
reason = "vervang dit door een prijs met prijsjaar en bron"

[assumptions.uitval]
label = "Deel van het effect dat elk jaar wegebt"
distribution = "uniform"
low = 0.05
high = 0.25
unit = "1"
status = "assumed"
reason = "vervang dit"

[assumptions.salarissen]
label = "Salarissen per jaar"
distribution = "normal"
mean = 95_000
sd = 5_000
unit = "EUR/jaar"
status = "assumed"
reason = "vervang dit door uw begroting"

[choices.discount_rate]    # gekozen, niet getrokken
value = 0.0225
alternatives = [0.015, 0.03]

[benefits.zorg]
label = "Vermeden zorg"
formula = "clienten * geslaagd * vermeden_zorg"
unit = "EUR/jaar"
years = [1, 5]
fades = "uitval"
gains = { gemeente = 0.5, zorgverzekeraar = 0.5 }

[costs.project]
label = "Project"
formula = "salarissen"
unit = "EUR/jaar"
years = [0, 2]
losses = { gemeente = 1.0 }

[pm.welbevinden]
label = "Welbevinden van cliënten"
sign = "+"
bearer = "client"
"""

STARTERS: Mapping[str, str] = {"en": STARTER, "nl": DUTCH_STARTER}
"""The small study by the language of its texts and remarks."""


def start_study(folder: str | Path, origin: str | None = None, language: str = "en") -> Path:
    """Make the folder of a new study, to edit.

    Parameters
    ----------
    folder : str or Path
        Not there yet. Its name becomes the title of a study that is no copy.
    origin : str, optional
        A study to copy: a folder, or the name of one that comes with mcba. Of a study that brings a template, the
        template is copied.
    language : {"en", "nl"}
        Of the texts and remarks of a study that is no copy.

    Returns
    -------
    Path
        The file `study.toml` in it.

    Raises
    ------
    StudyError
        When the folder is there already, and when there is no such study to copy.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     print(start_study(Path(parent) / "debt-help").read_text(encoding="utf-8").splitlines()[3])
    title = "Debt help"
    """
    folder = Path(folder)
    if folder.exists():
        raise StudyError.without_place(f"{folder} is already there; choose another name, or remove it first")
    if origin is None:
        folder.mkdir(parents=True)
        title = folder.name.replace("-", " ").capitalize()
        text = re.sub(r'(?m)^title = ".*"$', lambda _: f'title = "{title}"', STARTERS[language], count=1)
        (folder / "study.toml").write_text(text, encoding="utf-8")
    else:
        shutil.copytree(_source(origin), folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    return folder / "study.toml"


def _source(origin: str) -> Path:
    """The folder that is copied: the template of a study, or the study itself."""
    source = Path(origin) if Path(origin).is_dir() else data_folder("studies") / origin
    if not (source / "study.toml").is_file():
        shipped = sorted(path.parent.name for path in data_folder("studies").glob("*/study.toml"))
        raise StudyError.without_place(
            f"there is no study {origin!r}; name a folder with a study.toml, or one of {', '.join(shipped)}"
        )
    template = source / "template"
    return template if (template / "study.toml").is_file() else source
