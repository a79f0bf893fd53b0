"""The living page: one HTML file that a reader can question, since the study's model is in it."""
