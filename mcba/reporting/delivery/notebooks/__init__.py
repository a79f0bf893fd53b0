"""Notebooks: the small page with which a result shows itself below a cell, from the sections of the large pages."""
