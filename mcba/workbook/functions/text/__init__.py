"""Text: taken apart, sought, put together, and numbers shown as text."""
