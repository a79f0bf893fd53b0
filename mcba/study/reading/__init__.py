"""From the text of a study file to a draft: grammar, the places of its keys, its document, what is complained of."""
