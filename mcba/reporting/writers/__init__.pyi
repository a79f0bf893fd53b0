from mcba.reporting.writers import (
    html as html,
    markdown as markdown,
    terminal as terminal,
    typst as typst,
    word as word,
)
from mcba.reporting.writers.formats import FORMATS as FORMATS
