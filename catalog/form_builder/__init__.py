"""Application forms, built by offices without code.

What an office puts together is a stream of blocks (``blocks``); ``definition_of`` turns it into the grammar of
``catalog.questions``, which all the rest of the portal reads.
"""

from .definitions import definition_of

__all__ = ["definition_of"]
