from mcba.reporting.words.distributions import (
    distribution_in_words as distribution_in_words,
    drawing_in_words as drawing_in_words,
)
from mcba.reporting.words.labels import Labels as Labels
from mcba.reporting.words.lexicon import languages as languages
from mcba.reporting.words.voice import (
    MINUS as MINUS,
    NO_BREAK as NO_BREAK,
    Voice as Voice,
    capital as capital,
    sentence as sentence,
    uncapital as uncapital,
)
