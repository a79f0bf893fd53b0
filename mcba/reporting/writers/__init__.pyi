from mcba.reporting.writers import (
    html as html,
    markdown as markdown,
    terminal as terminal,
    typst as typst,
    word as word,
)
