"""What people read: saved results, the printed answer, figures and reports."""
