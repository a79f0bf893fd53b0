"""What the views of the page are tested on is what Python gives today."""

import json
from typing import Any

import pytest

from tests.browser.views import FROZEN, LANGUAGES, VIEWS, views, words

_NEAR = 1e-9


def _nearly(value: Any) -> Any:
    """The same with its numbers as near as another processor may have them."""
    if isinstance(value, dict):
        return {key: _nearly(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_nearly(one) for one in value]
    return pytest.approx(value, rel=_NEAR, abs=_NEAR) if isinstance(value, float) else value


def test_python_gives_what_is_frozen() -> None:
    frozen = json.loads(FROZEN.read_text(encoding="utf-8"))
    given = json.loads(json.dumps(views()))
    assert given.keys() == frozen.keys()
    for study, view in frozen.items():
        assert given[study] == _nearly(view), study


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_view_is_there(language: str) -> None:
    assert {"living.was", "account.ratio", "word.to"} <= words(language).keys()


def test_views_say_nothing_that_is_not_in_the_words() -> None:
    modules = "".join(file.read_text("utf-8") for file in VIEWS.iterdir())
    assert modules.count("say(page, `") == 0  # a key that is put together cannot be looked up
