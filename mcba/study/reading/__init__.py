"""From the text of a study file to its document: grammar, tables, positions and what stands for refused values."""
