"""From what a study file states of an uncertain number to its family: parameters, evidence, the library's entries."""
