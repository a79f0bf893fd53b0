from mcba.study.reading.grammar import stated_language as stated_language
from mcba.study.reading.positions import Positions as Positions, find_positions as find_positions
from mcba.study.reading.prose import (
    cited_by as cited_by,
    prose_of as prose_of,
    references_of as references_of,
    sources_of as sources_of,
    texts_of as texts_of,
)
from mcba.study.reading.reader import (
    allow_function as allow_function,
    load as load,
    loads as loads,
    read as read,
)
from mcba.study.reading.references import Cited as Cited, with_citations as with_citations
from mcba.study.reading.starter import start_study as start_study
