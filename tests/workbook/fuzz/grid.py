"""The cells that generated formulas read: of every kind, and where functions change their ways."""

from __future__ import annotations

from tests.workbook.books import Content

ROWS = 12
COLUMNS: dict[str, list[Content]] = {
    "A": [1, 2, 3, 5, 8, 13, 21, 34, -4, 0, 2.5, 100],
    "B": [-1.5, 0.25, 1e-9, 123456.789, -0.001, 1e12, 3.25, 0, 7, 2, 1 / 3, -250],
    "C": ["apple", "banana", "Apple pie", '=""', "12", "3.5", "x", "TRUE", "pear", "b*d", "a?", "apple"],
    "D": [True, False, None, "=NA()", "=1/0", None, 5, "text", True, None, 0, 4],
    "E": [45292, 45351, 43831, 44196, 36526, 40000.5, 45657, 42000, 39447, 44927, 45000, 45107],
    "F": [0.03, 0.05, 0.5, 0.975, 0.1, 0.9, 0.2, 0.01, 0.25, 0.75, 0.99, 0.4],
    "G": [-1000, 300, 400, 500, 200, 100, 50, 600, 0, 250, 120, 80],
    "H": [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120],
    "I": ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay", "kiwi", "lark"],
    "J": ["north", "south", "north", "east", "West", "south", "North", "east", "east", "south", "west", "north"],
}
"""Ten columns of twelve: numbers, numbers of all sizes, texts, a medley, days, shares, cash, two keys, places."""

CELLS: dict[str, Content] = {
    f"{letter}{row}": content
    for letter, column in COLUMNS.items()
    for row, content in enumerate(column, start=1)
    if content is not None
}
"""What stands in each cell; formulas among them begin with `=`."""

NUMBERS = tuple(cell for cell, content in CELLS.items() if type(content) in {int, float})
"""The cells that hold a constant number."""
STORED: dict[str, Content] = {"C4": "", "D4": "#N/A", "D5": "#DIV/0!"}
"""What the formulas of the grid give."""
