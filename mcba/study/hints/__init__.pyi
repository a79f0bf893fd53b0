from mcba.study.hints.hinting import Hint as Hint, hints as hints
