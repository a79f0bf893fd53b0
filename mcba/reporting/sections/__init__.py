"""Sections: parts of pages, from facts to blocks."""
