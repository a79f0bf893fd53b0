"""Names: a public name is one thing, and what the code says most often are nouns of the glossary."""

import ast
from collections import Counter

from tests.house.glossary import terms
from tests.house.source import MODULES, listed

MOST_SHARED = 0.01  # of the public names, defined in more than one file
COMMONEST = 20  # locals


def test_a_public_name_is_defined_in_one_file() -> None:
    places: dict[str, list[str]] = {}
    for module in MODULES.values():
        for name in module.public:
            places.setdefault(name, []).append(module.place)
    shared = {name: files for name, files in places.items() if len(files) > 1}
    assert len(shared) <= MOST_SHARED * len(places), f"{len(shared)} of {len(places)}" + listed(
        [f"{file}: {name} is defined in {len(files)} files" for name, files in sorted(shared.items()) for file in files]
    )


def test_the_commonest_locals_are_words_of_the_glossary() -> None:
    """A pronoun says nothing of what it holds: `entry`, `flow` or `estimate` does."""
    stored = Counter(
        part.id
        for module in MODULES.values()
        for part in ast.walk(module.tree)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id != "_"
    )
    nouns = {form for term in terms() for form in (term, f"{term}s")}
    wrong = [f"{name}: {times} times" for name, times in stored.most_common(COMMONEST) if name not in nouns]
    assert not wrong, listed(wrong)
