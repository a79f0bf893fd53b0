"""Sections on the study: what was asked, modelled and assumed."""
