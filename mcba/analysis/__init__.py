"""What the worlds say."""
