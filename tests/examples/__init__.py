"""The examples: run as readers run them."""
