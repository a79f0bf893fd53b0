"""What stands behind a report: checklists, and the words it uses."""
