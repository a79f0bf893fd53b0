"""The living page as a file."""

from __future__ import annotations

from pathlib import Path

from mcba.analysis import smaller
from mcba.engine.execution import Given, run_given
from mcba.engine.saved import write_bytes_together
from mcba.errors import RequestError
from mcba.reporting.facts.kept import facts_of
from mcba.reporting.living.content import playable
from mcba.reporting.living.page import living_page
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.lexicon import LanguageName

MOST_BYTES = 1_500_000
"""Of a page: what can be sent along with a letter."""
MOST_OF_LARGE = 8_192
"""Worlds of a page whose data would be larger with all."""


def page(given: Given, file: str | Path, *, language: LanguageName | None = None) -> Path:
    """Write the living page of a run: one HTML file in which a reader can question its range.

    It opens without a server and asks nothing of the network. The study's model is in it as data, and is computed again
    in the browser when a reader moves an assumption: the same worlds, and the same numbers to twelve digits.

    Parameters
    ----------
    given : Run, Study, str or Path
        Of a study, which is run first where it is handed over itself; a path is that of a study or of a saved run.
    file : str or Path
        Ends in `.html`; its folder is made when it is not there.
    language : str, optional
        Of what people read: en, nl; that of the study when absent.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    RequestError
        For a file of another kind, and an unknown language.
    RunError
        For a run of a table.

    Notes
    -----
    A page holds 4 million uniforms and 1.5 MB. Of a study that needs more it has fewer worlds than the run, and says
    so; where that is not enough, it has the answer without anything to move.

    Examples
    --------
    >>> import mcba, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = page(mcba.run("studies/schilderswijk-moeders", worlds=1_024), f"{folder}/moms.html")
    ...     file.name, file.stat().st_size < 1_500_000
    ('moms.html', True)
    """
    target = Path(file)
    if target.suffix != ".html" or target.is_dir():
        raise RequestError(f"{target} is no file of a page; name one that ends in .html")
    run = run_given(given)
    facts = facts_of(run)
    voice = Labels(facts.study, language)
    fitting = playable(run)
    drawn, worlds = facts if fitting is run else facts_of(fitting), run.settings.worlds
    content = living_page(drawn, voice.language, worlds)
    if len(content) > MOST_BYTES and (fewer := min(fitting.settings.worlds, MOST_OF_LARGE)) < fitting.settings.worlds:
        drawn = facts_of(smaller(fitting, fewer, keep=None))
        content = living_page(drawn, voice.language, worlds)
    if len(content) > MOST_BYTES:
        content = living_page(drawn, voice.language, worlds, with_model=False)
    write_bytes_together(target.parent, {target.name: content})
    return target
