"""What a study says in writing: its text and tables, and that it is what these say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from mcba.errors import RunError
from mcba.study.making.keywords import Input
from mcba.study.tables.folder import PROSE

if TYPE_CHECKING:
    from mcba.study.formula.python import PythonFunction
    from mcba.study.workbooks.function import WorkbookFunction

_OF_TEXT = frozenset({"text", "saved study", "saved run"})
"""What has nothing to go by but the text."""


class WrittenStudy:
    """The written side of a `Study`: what its text says, what follows from it, and other texts.

    Attributes
    ----------
    text, tables, follows, objects, families, document, price_factors : as of `Study`.
    """

    if TYPE_CHECKING:
        text: str
        tables: Mapping[str, str]
        follows: bool
        objects: Mapping[str, Any]
        function: PythonFunction | WorkbookFunction | None

    @property
    def sha256(self) -> str:
        """One hash over the study's text and every table it names, without prose, which changes no number."""
        digest = hashlib.sha256(self.text.encode())
        for name, text in sorted(self.tables.items()):
            if name.startswith(PROSE):
                continue
            digest.update(f"\0{name}\0{text}".encode())
        return digest.hexdigest()

    def hold_to_text(self, doing: str) -> None:
        """Refuse what readers would take for the study of its text when it is another one.

        Parameters
        ----------
        doing : str
            What is about to be done, such as "a report".

        Raises
        ------
        RunError
        """
        if not self.follows:
            raise RunError(
                f"this study was altered in memory and its text says something else, so there is no {doing} of it; "
                "make it with study.with_(name=…, reason=…), which changes its text too"
            )
        if self.objects and doing in _OF_TEXT:
            raise RunError(
                f"{next(iter(self.objects))!r} is a Python object, which no text can hold, so there is no {doing} of "
                "this study; use a family of mcba or of scipy.stats, or observations as an array"
            )

    def to_toml(self) -> str:
        """The text of the study file.

        Returns
        -------
        str
            For `mcba.loads`, together with `tables`.

        Raises
        ------
        RunError
            For a study that was altered in memory, or has Python objects.

        Examples
        --------
        >>> import mcba
        >>> made = mcba.Study(title="A number", assumptions={"a": 4}, outcomes={"half": "a / 2"})
        >>> print(made.to_toml())
        [study]
        title = "A number"
        <BLANKLINE>
        [assumptions]
        a = { value = 4 }
        <BLANKLINE>
        [outcomes]
        half = { formula = "a / 2" }
        <BLANKLINE>
        """
        self.hold_to_text("text")
        return self.text

    def with_(
        self,
        /,
        *,
        reason: str | Mapping[str, str] | None = None,
        source: str | Mapping[str, object] | None = None,
        assumptions: Mapping[str, Input | None] | None = None,
        tables: Mapping[str, object] | None = None,
        **changes: object,
    ) -> Self:
        """The study with changes, of which its text tells too, with all its remarks.

        An assumption that is given otherwise keeps its label, unit, price year and kind; its source, notes and all that
        its old distribution was made from go, and it is "assumed" unless a source is given.

        Parameters
        ----------
        reason : str or mapping of language to str, optional
            Why: of every assumption and choice that is changed.
        source : str or mapping of keys, optional
            Where the new numbers stand; they are then "sourced".
        assumptions : mapping of str to number, distribution, observations, mapping of keys or None
            Assumptions by name: new ones too, and those whose name is another keyword; None takes one out.
        tables : mapping of str to str or DataFrame, optional
            Files that the changes name.
        **changes
            Assumptions and choices by name; keys of `[study]`, such as `horizon`; and sections, of which a name that is
            given is added or altered and one that is None goes. `dependence` and `published` are given whole.

        Returns
        -------
        Study

        Raises
        ------
        StudyError
            For a name that the study does not have, what no study file can hold, and what the study then gets wrong.
        RunError
            For a study that was altered in memory.

        Examples
        --------
        >>> import mcba
        >>> study = mcba.Study(title="A number", assumptions={"a": 4, "b": 1}, outcomes={"half": "a / 2"})
        >>> print(study.with_(a=mcba.Normal(4, 1), reason="it varies", outcomes={"whole": "a + b"}).to_toml())
        [study]
        title = "A number"
        <BLANKLINE>
        [assumptions]
        a = { distribution = "normal", mean = 4, sd = 1, reason = "it varies" }
        b = { value = 1 }
        <BLANKLINE>
        [outcomes]
        half = { formula = "a / 2" }
        whole = { formula = "a + b" }
        <BLANKLINE>
        """
        given = {**changes, **({"assumptions": assumptions} if assumptions is not None else {}), "tables": tables}
        changed: Self = import_module("mcba.study.making.changes").changed_study(
            self, given, reason=reason, source=source
        )
        return changed

    def save(self, folder: str | Path) -> Path:
        """Write the study and the files that it names, each complete or absent.

        Parameters
        ----------
        folder : str or Path
            Made when it is not there; another study in it is left alone.

        Returns
        -------
        Path
            The file `study.toml` in it.

        Raises
        ------
        StudyError
            When another study is there, or the folder cannot be written to.
        RunError
            For a study that was altered in memory, or has Python objects.

        Examples
        --------
        >>> import mcba, tempfile
        >>> study = mcba.Study(title="A number", assumptions={"a": 4}, outcomes={"half": "a / 2"})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     mcba.load(study.save(folder)) == study
        True
        """
        written: Path = import_module("mcba.study.making.folders").save_study(self, folder)
        return written

    def __eq__(self, other: object) -> bool:
        """Whether both have the same text and tables, and are what these say in the same way.

        A function that is held in memory says more than its text, by what it closes over.
        """
        if not isinstance(other, WrittenStudy):
            return NotImplemented
        parts = ["text", "tables", "follows", "families", "objects"]
        parts += [] if self.follows else ["document", "price_factors", "sets"]
        held = [study.function and study.function.held for study in (self, other)]
        return held[0] == held[1] and all(getattr(self, part) == getattr(other, part) for part in parts)

    def __hash__(self) -> int:
        return hash(self.text)
