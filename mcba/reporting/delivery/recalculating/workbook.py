"""A workbook back: the study as sheets that recalculate, and what its worlds say as sheets that do not."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from mcba.engine.execution import Given, run_given
from mcba.engine.saved import versions, write_bytes_together
from mcba.errors import RequestError
from mcba.reporting.delivery.recalculating.grid import Formula, Grid
from mcba.reporting.delivery.recalculating.plan import WorkbookPlan
from mcba.reporting.delivery.recalculating.sheets.calculation import write_calculation
from mcba.reporting.delivery.recalculating.sheets.checking import write_bearers, write_check
from mcba.reporting.delivery.recalculating.sheets.inputs import write_inputs
from mcba.reporting.delivery.recalculating.switches import KINDS, Switches, switches_of
from mcba.reporting.delivery.recalculating.worlds import tables
from mcba.reporting.delivery.recalculating.writing import write_grid
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.kept import facts_of
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.lexicon import LanguageName
from mcba.reporting.writers.workbook import Sheet, new_workbook, write_sheet
from mcba.study import Study, apply_variants
from mcba.study.workbooks import WorkbookFunction

_RECALCULATES, _RESULTS = "#2E7D32", "#7F7F7F"
_ENDING = ".xlsx"


def write_workbook(run: Given, file: str | Path, *, language: LanguageName | None = None) -> Path:
    """Write a study and what its worlds say as an Excel workbook.

    A study with formulas becomes a workbook that recalculates: its assumptions in cells, every formula of the study as
    one of the sheet, discounted, added up, and checked against mcba. What the worlds say stands on sheets of its own,
    which do not recalculate. Of a study whose model is a Python function or a workbook, the formulas are left out.

    Parameters
    ----------
    run : Run, Study, str or Path
        Of a study, which is run first where it is handed over itself; a path is that of a study or of a saved run.
    file : str or Path
        Ends in `.xlsx`.
    language : str, optional
        Of what people read: en, nl; that of the study when absent.

    Returns
    -------
    Path
        The file written, the same bytes for the same run.

    Raises
    ------
    RequestError
        For another ending, and an unknown language.
    RunError
        For a run of a table, and without the package that writes Excel files.

    Examples
    --------
    >>> import mcba, tempfile
    >>> run = mcba.run("studies/schilderswijk-moeders", worlds=256)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_workbook(run, f"{folder}/moeders.xlsx").name
    'moeders.xlsx'
    """
    file = Path(file)
    if file.suffix.lower() != _ENDING:
        raise RequestError(f"{file.name!r} is no name of a workbook; let it end in {_ENDING}")
    run = run_given(run)
    facts = facts_of(run)
    content = workbook_of(facts, Labels(facts.study, language))
    return write_bytes_together(file.parent, {file.name: content})[0]


def workbook_of(facts: Facts, voice: Labels) -> bytes:
    """The workbook of a run of a study.

    Parameters
    ----------
    facts : Facts
    voice : Labels

    Returns
    -------
    bytes
    """
    about, *results = tables(facts, voice)
    plan = plan_of(facts.study, voice, facts.run.settings.option, facts.run.settings.scenario)
    first = _about(plan, about, [sheet.name for sheet in results])
    return contents(plan, [first], results)


def contents(plan: WorkbookPlan, first: Sequence[Grid] = (), results: Sequence[Sheet] = ()) -> bytes:
    """The sheets of a plan as an Excel file, with others before and behind them.

    Parameters
    ----------
    plan : WorkbookPlan
    first : sequence of Grid
    results : sequence of Sheet

    Returns
    -------
    bytes
    """
    content = io.BytesIO()
    with new_workbook(content, plan.voice.text(plan.study.document.study.title)) as book:
        for grid in (*first, *plan.grids.values()):
            write_grid(book, grid, color=_RECALCULATES)
        for name, place in sorted(plan.names.places.items()):
            book.define_name(name, f"={place}")
        for number, sheet in enumerate(results, start=1):
            write_sheet(book, sheet, f"R{number} {sheet.name}", color=_RESULTS)
    return content.getvalue()


def plan_of(study: Study, voice: Labels, option: str | None = None, scenario: str | None = None) -> WorkbookPlan:
    """The sheets that recalculate, of a study under an option and a scenario.

    Parameters
    ----------
    study : Study
    voice : Labels
    option, scenario : str, optional

    Returns
    -------
    WorkbookPlan
        Of a study whose model is no formula, the assumptions alone.
    """
    has_formulas = study.document.model is None
    if not has_formulas:
        alone = apply_variants(study, option=option, scenario=scenario)
        variants: dict[str, tuple[str, ...]] = dict.fromkeys(KINDS, ("",))
        horizons = frozenset({alone.horizon})
        plan = WorkbookPlan(Switches(alone, variants, dict.fromkeys(KINDS, ""), {}, horizons=horizons), voice)
        write_inputs(plan)
        return plan
    plan = WorkbookPlan(switches_of(study, option, scenario), voice)
    write_inputs(plan)
    write_calculation(plan)
    write_bearers(plan)
    plan.difference = write_check(plan)
    return plan


def _about(plan: WorkbookPlan, about: Sheet, results: list[str]) -> Grid:
    """The first sheet: what is what, what was computed, and whether sheets and mcba agree."""
    voice = plan.voice
    grid = Grid(about.name.translate(str.maketrans("", "", "[]:*?/\\'"))[:31], widths={1: 46, 2: 90})
    grid.put(1, 1, voice.text(plan.study.document.study.title), "title")
    function = plan.study.function
    if isinstance(function, WorkbookFunction):
        told = voice("recalculation.is_beside", name=function.file)
    else:
        told = voice("recalculation.is_static" if plan.difference is None else "recalculation.recalculates")
    grid.line([told], "prose", skip=1)
    grid.line([voice("recalculation.base_and_mean")], "prose")
    if plan.difference is not None:
        row = grid.line([voice("recalculation.largest")], "strong", skip=1)
        stated = plan.on(plan.difference.sheet).cells[plan.difference.row, plan.difference.column].content
        assert isinstance(stated, Formula)
        grid.put(row, 2, Formula(str(plan.difference), stated.value), "found", "0.00")
    if plan.constants:
        grid.line(
            [voice("recalculation.constants", count=len(plan.constants), names=", ".join(plan.constants))], "strong"
        )
    if plan.switches.left_out:
        grid.line([voice("recalculation.left_out", names=", ".join(plan.switches.left_out))], "note")
    grid.line([voice("recalculation.sheet"), voice("recalculation.holds")], "head", skip=1)
    for key, each in plan.grids.items():
        holds = voice("recalculation.about_set") if key.startswith("set ") else voice(f"recalculation.about_{key}")
        grid.line([each.name, holds])
    for number, name in enumerate(results, start=1):
        grid.line([f"R{number} {name}"[:31], voice("recalculation.about_result")])
    grid.line([voice("column.item"), voice("column.value")], "head", skip=1)
    for row_of in about.rows:
        grid.line([*row_of.cells[:2]])
        if isinstance(row_of.cells[1], int | float):
            grid.put(grid.last, 2, row_of.cells[1], "left", "#,##0" if row_of.cells[1] > 9_999 else "0")
    grid.line([voice("recalculation.version"), versions()["mcba"]])
    grid.line([voice("recalculation.hash"), plan.study.sha256])
    grid.line([voice("recalculation.legend_input")], "input", skip=1)
    if plan.constants:
        grid.line([voice("recalculation.legend_constant")], "constant")
    return grid
