"""A Python function that stands where formulas cannot say it: its text, what it is called with, and whether it may run.

A study file comes from anywhere, so its function is read as text, and its text as a tree: nothing of it runs until the
user says that it may.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import linecache
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from types import ModuleType
from typing import Any
from uuid import uuid4

from mcba.displayed import Displayed
from mcba.errors import FormulaError, RequestError, suggestion

HELD = "function/"
"""Before the name under which a study's tables keep the text of a function that is held in memory."""


@dataclass(frozen=True)
class Parameters:
    """What a function is called with.

    Attributes
    ----------
    names : tuple of str
        In the order of the function.
    required : frozenset of str
        Those without a value of their own.
    takes_all : bool
        Whether it takes any name (`**kwargs`), or does not say which.
    """

    names: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    takes_all: bool = False

    def among(self, known: Collection[str]) -> tuple[str, ...]:
        """The known names that the function is called with; years only where it asks for them."""
        years = {"horizon", "year"}
        return tuple(name for name in known if name in self.names or (self.takes_all and name not in years))

    def unknown(self, known: Collection[str]) -> str | None:
        """What to say of the first parameter that nothing is known of; None where all are known."""
        for name in self.names:
            if name in self.required and name not in known:
                return (
                    f"takes {name!r}, which is no assumption and no choice, nor horizon or year; "
                    f"{suggestion(name, sorted(known))}"
                )
        return None


@dataclass(frozen=True, eq=False, repr=False)
class PythonFunction(Displayed):
    """The function of a study.

    Attributes
    ----------
    name : str
    file : str or None
        The file in the study's folder that it stands in; None where it was given in memory.
    text : str
        Of the file, or of the function itself; empty where it is not known.
    parameters : Parameters
    vectorised : bool
        Whether it takes arrays of worlds, and not plain numbers.
    path : str
        What its file is called in tracebacks.
    allowed : bool
        Whether the user said that the file may be run.
    held : callable, optional
        The function itself, where it was given in memory.
    identity : str
        The same for the same function: that of a file follows from its text.
    """

    name: str
    file: str | None
    text: str
    parameters: Parameters = Parameters(takes_all=True)
    vectorised: bool = True
    path: str = ""
    allowed: bool = False
    held: Callable[..., Any] | None = None
    identity: str = ""

    def __getstate__(self) -> dict[str, Any]:
        """Cross to another process: a file as its text, a function that is held as cloudpickle writes it."""
        state = {part.name: getattr(self, part.name) for part in fields(self)}
        if self.held is not None:
            from cloudpickle import dumps

            state["held"] = dumps(self.held)
        return state

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)
        if state["held"] is not None:
            from cloudpickle import loads

            self.__dict__["held"] = loads(state["held"])

    @property
    def table(self) -> str:
        """The name under which a study's tables keep its text."""
        return self.file or f"{HELD}{self.name}.py"

    @property
    def sha256(self) -> str:
        """The hash of its text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def is_runnable(self) -> bool:
        """Whether it is there, and may be run."""
        return self.held is not None or (self.file is not None and self.allowed)

    @property
    def key(self) -> str:
        """The same for functions that give the same, and another for every other function."""
        return self.identity or f"{self.file} {self.name} {self.sha256} {self.vectorised} {self.is_runnable}"

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The function itself; the text of its file is run for it, once in a process.

        Raises
        ------
        RequestError
            When it may not be run, or is not there.
        """
        if self.held is not None:
            return self.held
        if self.file is None or not self.allowed:
            raise self.refused()
        return _run(self.path or self.file, self.text, self.name)

    def refused(self) -> RequestError:
        """Why it is not run, and what to do: it is not there, or nobody said that it may be."""
        if self.file is None:
            return RequestError(
                f"the function {self.name!r} of this study was held in memory, and is not here; give it again: "
                "mcba.verify(folder, function=…) or mcba.open_run(folder, function=…)"
            )
        return RequestError(
            f"this would run the function {self.name!r} of the study's file {self.file} "
            f"({len(self.text.encode()):,} bytes, SHA-256 {self.sha256}), which can do anything on this computer that "
            "you can; read it, and when you trust it say --allow-python, in Python allow_python=True"
        )

    def having(self, function: Callable[..., Any] | PythonFunction) -> PythonFunction:
        """The same with the function itself at hand."""
        other = function if isinstance(function, PythonFunction) else held_function(function)
        return replace(
            self,
            file=None,
            text=self.text or other.text,
            parameters=other.parameters,
            path="",
            allowed=False,
            held=other.held,
            identity=other.identity,
        )


@lru_cache(maxsize=8)
def _run(path: str, text: str, name: str) -> Callable[..., Any]:
    """The function of that name, from the text of its file run as a module of its own."""
    module = ModuleType(f"mcba_model_{hashlib.sha256(text.encode()).hexdigest()[:12]}")
    module.__file__ = path
    sys.modules[module.__name__] = module  # where dataclasses and pickle look for what a module defines
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    exec(compile(text, path, "exec"), module.__dict__)
    function: Callable[..., Any] = getattr(module, name)
    return function


def function_in_text(text: str, name: str) -> Parameters:
    """The parameters of a function at the top level of a Python text, which is read and not run.

    Parameters
    ----------
    text : str
    name : str

    Returns
    -------
    found : Parameters

    Raises
    ------
    FormulaError
        When the text is no Python, or has no such function.

    Examples
    --------
    >>> function_in_text("def cost(price, number=1): return price * number", "cost").names
    ('price', 'number')
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise FormulaError(f"it is no Python: line {line}: {getattr(error, 'msg', None) or error}", 0) from error
    functions = {part.name: part for part in tree.body if isinstance(part, ast.FunctionDef)}
    if name not in functions:
        near = suggestion(name, list(functions)) if functions else "it has none at all"
        raise FormulaError(f"it has no function {name!r} at its top level; {near}", 0)
    given = functions[name].args
    plain = [parameter.arg for parameter in given.args]
    if given.posonlyargs:
        message = (
            f"{name!r} takes {given.posonlyargs[0].arg!r} by its place alone; it is called by name: leave out the /"
        )
        raise FormulaError(message, 0)
    required = [*plain[: len(plain) - len(given.defaults)]]
    required += [part.arg for part, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is None]
    names = (*plain, *(parameter.arg for parameter in given.kwonlyargs))
    return Parameters(names, frozenset(required), given.kwarg is not None)


def held_function(function: Callable[..., Any]) -> PythonFunction:
    """What is known of a function that is given in memory.

    Parameters
    ----------
    function : callable

    Returns
    -------
    PythonFunction

    Raises
    ------
    RequestError
        For what cannot be called, or not by the names of its parameters.

    Examples
    --------
    >>> held_function(lambda price, number: price * number).parameters.names
    ('price', 'number')
    """
    if not callable(function):
        raise RequestError(f"a model is a function; found {type(function).__name__}")
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", None) or type(function).__name__
    name = name.rpartition(">.")[2].strip("<>")
    try:
        known = inspect.signature(function).parameters
    except (TypeError, ValueError):  # written in another language, which does not say
        parameters = Parameters(takes_all=True)
    else:
        parameters = _parameters(name, known)
    return PythonFunction(name, None, _source(function), parameters, held=function, identity=uuid4().hex)


def _parameters(name: str, known: Mapping[str, inspect.Parameter]) -> Parameters:
    by_name = [one for one in known.values() if one.kind in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}]
    for one in known.values():
        if one.kind is one.POSITIONAL_ONLY and one.default is one.empty:
            raise RequestError(
                f"{name} takes {one.name!r} by its place alone; it is called by name: leave out the /, or wrap it: "
                f"lambda {one.name}: {name}({one.name})"
            )
        if one.kind is one.VAR_POSITIONAL and not by_name:
            raise RequestError(
                f"{name} takes its arguments by their places (*{one.name}); it is called by name: name them, or take "
                f"**{one.name}"
            )
    return Parameters(
        tuple(one.name for one in by_name),
        frozenset(one.name for one in by_name if one.default is one.empty),
        any(one.kind is one.VAR_KEYWORD for one in known.values()),
    )


def _source(function: Callable[..., Any]) -> str:
    """The text of a function where Python knows it; empty where it does not."""
    try:
        return inspect.getsource(inspect.unwrap(function))
    except (OSError, TypeError):
        return ""
