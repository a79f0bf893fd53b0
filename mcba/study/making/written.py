"""What a study says in writing: its text and tables, and that it is what these say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mcba.errors import RunError
from mcba.study.tables.folder import PROSE


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

    def to_toml(self) -> str:
        """The text of the study file.

        Returns
        -------
        str
            For `mcba.loads`, together with `tables`.

        Raises
        ------
        RunError
            For a study that was altered in memory.

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

    def __eq__(self, other: object) -> bool:
        """Whether both have the same text and tables, and are what these say in the same way."""
        if not isinstance(other, WrittenStudy):
            return NotImplemented
        parts = ["text", "tables", "follows", "families", "objects"]
        parts += [] if self.follows else ["document", "price_factors", "sets"]
        return all(getattr(self, part) == getattr(other, part) for part in parts)

    def __hash__(self) -> int:
        return hash(self.text)
