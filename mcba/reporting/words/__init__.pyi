from mcba.reporting.words.lexicon import languages as languages
from mcba.reporting.words.voice import (
    MINUS as MINUS,
    NO_BREAK as NO_BREAK,
    Voice as Voice,
    capital as capital,
    sentence as sentence,
    uncapital as uncapital,
)
