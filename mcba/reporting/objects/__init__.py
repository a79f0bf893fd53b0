"""Objects: the facts of each page as JSON, for machines."""
