"""Pages: what is read as a whole. Each is a tuple of sections, and can be written in every language and format."""
