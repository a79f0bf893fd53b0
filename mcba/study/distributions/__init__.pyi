from mcba.study.distributions.entries import (
    Entry as Entry,
    find_entry as find_entry,
    library as library,
)
from mcba.study.distributions.making import Made as Made, made as made
from mcba.study.distributions.price_indices import PriceIndex as PriceIndex, price_index_of as price_index_of
