from mcba.study.distributions.library import (
    Entry as Entry,
    assumption_from as assumption_from,
    data_folder as data_folder,
    entry_ids as entry_ids,
    entry_text as entry_text,
    find_entry as find_entry,
    read_entry as read_entry,
    search as search,
)
from mcba.study.distributions.making import Made as Made, Sources as Sources, made as made
