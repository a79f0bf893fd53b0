from mcba.study.distributions.library import (
    Entry as Entry,
    entry_ids as entry_ids,
    find_entry as find_entry,
    search as search,
)
from mcba.study.distributions.making import Made as Made, made as made
