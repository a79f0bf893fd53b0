from mcba.reporting.writers.formats import FORMATS as FORMATS, WRITERS as WRITERS
from mcba.reporting.writers.html import as_html as as_html
from mcba.reporting.writers.markdown import as_markdown as as_markdown
from mcba.reporting.writers.terminal import as_terminal as as_terminal
from mcba.reporting.writers.typst import as_pdf as as_pdf
from mcba.reporting.writers.word import as_word as as_word
