from mcba.study.distributions.library import (
    Entry as Entry,
    entry_ids as entry_ids,
    find_entry as find_entry,
    search as search,
)
from mcba.study.distributions.making import Made as Made, made as made
from mcba.study.distributions.price_indices import PriceIndex as PriceIndex, price_index_of as price_index_of
