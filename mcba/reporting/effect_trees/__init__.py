"""The effect tree of a study as people see it: what stands in each box, where it stands, and its drawing."""
