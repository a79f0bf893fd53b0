"""What people read: pages, figures and files, written from a run."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
