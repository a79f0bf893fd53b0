"""Wildcards: `*` for any text, `?` for one sign, and `~` before one of them that is meant as it stands."""

from __future__ import annotations

import re
from functools import lru_cache

_PART = re.compile(r"~([*?~])|([*?])|([^*?~]+|~)", re.DOTALL)


@lru_cache(maxsize=4096)
def wildcard_pattern(text: str) -> re.Pattern[str]:
    """What a text with wildcards stands for; capitals do not count.

    Examples
    --------
    >>> bool(wildcard_pattern("c*t?").fullmatch("Costs")), bool(wildcard_pattern("what~?").fullmatch("whats"))
    (True, False)
    """
    parts = (
        re.escape(escaped or plain) if escaped or plain else {"*": ".*", "?": "."}[wild]
        for escaped, wild, plain in _PART.findall(text)
    )
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def has_wildcards(text: str) -> bool:
    """Whether a text says anything with wildcards, an escaped one counted in."""
    return any(sign in text for sign in "*?~")
