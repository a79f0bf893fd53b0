"""Functions of Excel on elements of many worlds: the same answer as world by world, in arrays."""
