"""Modules of the page joined into one script."""

from pathlib import Path

import pytest

from mcba.reporting.living.joining import joined_modules, script

LAST = "start();"


def _folder(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


def test_a_module_stands_behind_those_it_imports(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        main='/** Starts. */\nimport { one } from "./one.js";\nexport function start() {\n  return one;\n}\n',
        one="// why\nexport const one = 1;\n",
    )
    text = joined_modules(folder, {"start": "main.js"}, LAST)
    assert text.index("const of_one =") < text.index("const of_main =")
    assert "import" not in text
    assert "export" not in text
    assert "why" not in text
    assert text.rstrip().endswith("start();\n})();")


@pytest.mark.parametrize(
    "line",
    [
        "export default function start() {}",
        'export { start } from "./one.js";',
        'import * as one from "./one.js";',
        'import one from "one";',
    ],
)
def test_other_forms_are_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match=r"main\.js"):
        joined_modules(_folder(tmp_path, main=line + "\n", one=""), {"start": "main.js"}, LAST)


def test_a_circle_is_refused(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        main='import { one } from "./one.js";\nexport function start() {}\n',
        one='import { start } from "./main.js";\nexport const one = 1;\n',
    )
    with pytest.raises(ValueError, match="circle"):
        joined_modules(folder, {"start": "main.js"}, LAST)


def test_the_script_ends_in_no_element() -> None:
    assert "</script" not in script().lower()
    assert "<!--" not in script()
    assert "eval(" not in script()
    assert "innerHTML" not in script()
