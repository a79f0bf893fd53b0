from mcba.reporting.equations import marks as marks
from mcba.reporting.equations.latex_dialect import latex as latex
from mcba.reporting.equations.layouts import equals as equals, layout as layout
from mcba.reporting.equations.marks import Mark as Mark, one_line as one_line
from mcba.reporting.equations.mathml_elements import mathml as mathml
from mcba.reporting.equations.omml_elements import OMML as OMML, WORD as WORD, omml as omml
from mcba.reporting.equations.typst_dialect import typst as typst, typst_string as typst_string
