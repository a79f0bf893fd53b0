"""Writers: one document tree in, one file format out, the same bytes each time."""
