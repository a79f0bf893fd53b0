from mcba.study.hints.hinting import hints as hints
