from mcba.engine.program.portable.score import (
    Unplayable as Unplayable,
    addresses_of as addresses_of,
    score_of as score_of,
)
