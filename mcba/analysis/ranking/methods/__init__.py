"""The methods of a ranking: an entry each, which says what it looks at, what its columns are and how it is computed.

To add one, write a `@ranking_method` in the file of its kind, and its words in every language.
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
