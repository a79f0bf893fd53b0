from mcba.engine.program.portable.score import (
    Unplayable as Unplayable,
    addresses_of as addresses_of,
    portable_score as portable_score,
)
