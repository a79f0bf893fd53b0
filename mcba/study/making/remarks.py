"""The text of a study with some of its entries changed; remarks, order and form of all else stay as they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import tomli

from mcba.study.making.text import is_table_section, key_of, section_text, toml_of, value_of

_Body: TypeAlias = list[tuple[Any, Any]]
"""What stands in a table, in the order of the file: keys with their items; None for remarks and empty lines."""

WRITTEN_AGAIN = (
    "# Written again from its data: its form could not be kept, and its remarks stand in the text before.\n\n"
)


def text_with(text: str, data: Mapping[str, Any], changed: Mapping[tuple[str, str], Any]) -> str:
    """The text with other entries.

    Parameters
    ----------
    text : str
        Of a study.
    data : mapping
        What the text is to say.
    changed : mapping of (section, name) to object
        The entries that are others now, plain; None for one that is gone. The name is empty for a whole section.

    Returns
    -------
    str
        With all remarks; written again from the data where that cannot be, as in a text of TOML 1.1.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document: Any = tomlkit.parse(text)
        for (section, name), entry in changed.items():
            document = tomlkit.parse(_with_entry(document, section, name, entry))
        result = str(document.as_string())
        if tomli.loads(result) == data:
            return result
    except (TOMLKitError, tomli.TOMLDecodeError, ValueError):
        pass
    return WRITTEN_AGAIN + toml_of(data)


def _with_entry(document: Any, section: str, name: str, entry: Any) -> str:
    body: _Body = document.body
    if not name:
        return _with_section(document, section, entry)
    tables = [item for key, item in body if key is not None and key.key == section]
    inside = [item.value.body for item in tables if hasattr(item.value, "body") and not _is_inline(item)]
    for own in inside:
        if any(key is not None and key.key == name for key, _ in own):
            _replace(own, name, entry)
            return str(document.as_string())
    if tables and not inside:  # the section stands on one line
        return _with_one_line(document, section, name, entry)
    if entry is None:
        return str(document.as_string())
    return _with_new_entry(document, section, name, entry, inside[-1] if inside else None)


def _with_section(document: Any, section: str, entry: Any) -> str:
    left: _Body = []
    for key, item in document.body:
        left += _remarks_after(item) if key is not None and key.key == section else [(key, item)]
    document.body[:] = left
    text = str(document.as_string())
    return text if not entry else f"{text.rstrip()}\n\n{_as_section(section, entry)}"


def _as_section(section: str, entry: Any) -> str:
    if is_table_section(section, entry):
        return section_text(section, entry)
    return f"{key_of(section)} = {value_of(entry, section)}\n"


def _with_one_line(document: Any, section: str, name: str, entry: Any) -> str:
    whole = {**document.unwrap()[section], name: entry}
    _replace(document.body, section, {key: part for key, part in whole.items() if part is not None})
    return str(document.as_string())


def _with_new_entry(document: Any, section: str, name: str, entry: Any, body: _Body | None) -> str:
    line = f"{key_of(name)} = {value_of(entry, name)}\n"
    if body is None:
        text = str(document.as_string()).rstrip()
        return f"{text}\n\n{section_text(section, {name: entry})}"
    if isinstance(entry, Mapping) and any(_has_heading(key, item) for key, item in body):
        lines = "".join(f"{key_of(key)} = {value_of(value, key)}\n" for key, value in entry.items())
        _append(body, section, f"[{section}.{key_of(name)}]\n{lines}\n")
    else:
        _append(body, section, f"[{section}]\n{line}")
    return str(document.as_string())


def _append(body: _Body, section: str, text: str) -> None:
    """Put an entry, the only one of the text, behind the last one; an empty line after that stays behind it."""
    import tomlkit

    (key, item), *_ = tomlkit.parse(text)[section].value.body
    place = len(body)
    if _is_table(item):
        item.trivia.indent = "" if _ends_with_a_line(body) else "\n"
    else:
        while place and body[place - 1][0] is None and not str(body[place - 1][1].as_string()).strip():
            place -= 1
    body.insert(place, (key, item))


def _ends_with_a_line(body: _Body) -> bool:
    return "".join(item.as_string() for _, item in body[-1:]).endswith("\n\n")


def _replace(body: _Body, name: str, entry: Any) -> None:
    """Let an entry be another one where it stands; its remarks stay, those of what is gone on lines of their own."""
    places = [place for place, (key, _) in enumerate(body) if key is not None and key.key == name]
    first = places[0]
    key, item = body[first]
    if _has_heading(key, item) and isinstance(entry, Mapping):
        _replace_keys(item.value.body, entry)
        return
    keeps = entry is not None and len(places) == 1 and not _is_table(item)  # the remark behind it
    rest = [] if keeps else [pair for place in places for pair in _remarks_after(body[place][1])]
    new = [] if entry is None else [_item(name, entry, item if keeps else None)]
    for place in reversed(places):
        del body[place]
    body[first:first] = [*new, *rest]


def _replace_keys(body: _Body, entry: Mapping[str, Any]) -> None:
    """The keys of a table: those that stay stand where they stood, and a new one behind the one that it follows."""
    old = {key.key: item.unwrap() for key, item in body if key is not None}
    for name, value in old.items():
        if name not in entry or entry[name] != value:
            _replace(body, name, entry.get(name))
    before = ""
    for name, value in entry.items():
        if name not in old:
            body.insert(_behind(body, before), _item(name, value, None))
        before = name


def _behind(body: _Body, name: str) -> int:
    """The place behind a key, and before whatever stands below a heading of its own."""
    heading = next((place for place, (key, item) in enumerate(body) if _has_heading(key, item)), len(body))
    own = max((place + 1 for place, (key, _) in enumerate(body) if key is not None and key.key == name), default=0)
    return min(own, heading)


def _item(name: str, value: Any, old: Any) -> tuple[Any, Any]:
    """A key with a value on one line, with the remark that stood behind the one before."""
    import tomlkit

    (pair,) = tomlkit.parse(f"{key_of(name)} = {value_of(value, name)}\n").body
    if old is not None:
        for part in ("indent", "comment_ws", "comment", "trail"):
            setattr(pair[1].trivia, part, getattr(old.trivia, part))
    return pair[0], pair[1]


def _remarks_after(item: Any) -> _Body:
    """The remarks that stand in what is taken out, and behind it, on lines of their own."""
    if _is_table(item):
        kept: _Body = []
        for key, part in item.value.body:
            kept += [(key, part)] if key is None else _remarks_after(part)
        heading = _remark(item.trivia)
        return [*heading, *kept]
    if isinstance(item, list) and hasattr(item, "body"):
        return [pair for table in item.body for pair in _remarks_after(table)]
    return _remark(item.trivia) if hasattr(item, "trivia") else []


def _remark(trivia: Any) -> _Body:
    from tomlkit.items import Comment, Trivia

    return [(None, Comment(Trivia(comment_ws="", comment=trivia.comment)))] if trivia.comment else []


def _is_inline(item: Any) -> bool:
    from tomlkit.items import InlineTable

    return isinstance(item, InlineTable)


def _is_table(item: Any) -> bool:
    from tomlkit.items import Table

    return isinstance(item, Table)


def _has_heading(key: Any, item: Any) -> bool:
    """Whether an entry is a table below a heading in brackets, and no key with points."""
    return key is not None and _is_table(item) and not key.is_dotted()
