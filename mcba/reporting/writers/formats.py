"""The formats that pages are written in."""

FORMATS = ("docx", "html", "md", "pdf")
