"""Tables that a study names: CSV, Excel and SIPmath files as columns of text, and assumptions as a sheet."""
