"""Workbooks that people already have, run as models: read, followed, proved, and computed in many worlds.

The way of a workbook: `files` read it into a `Book`, each `Cell` of a `Sheet` with its formula and the value that was
saved. `formulas` are parsed into trees, `evaluation` walks a tree at its place, and `functions` say what SUM and its
like give. Walked for one world, that is a full recomputation. `slices` find the cells between the inputs and the
outcomes, and a `WorkbookModel` computes them in many worlds at once: `kernels` are the functions on arrays, and one
without a kernel is asked world by world. Before such a model is believed, `prove` holds it against the saved values and
against full recomputations, and gives a `Proof`; a `referee` is another program that says what it makes of the same
worlds. `finding` proposes what a study is to vary and report: labels, likely outcomes, and constants that move them.
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
