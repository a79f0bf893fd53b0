"""The living page in JavaScript: expectations that Python writes, and tests that Node runs."""
