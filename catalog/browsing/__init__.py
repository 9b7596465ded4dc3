"""Finding services on the public pages: ``Listing`` reads an address and knows the rest."""

from .facts import current_facts, office_code
from .listing import PAGE_SIZE, Listing

__all__ = ["PAGE_SIZE", "Listing", "current_facts", "office_code"]
