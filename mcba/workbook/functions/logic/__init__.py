"""Truth values, and what is known of a value."""
