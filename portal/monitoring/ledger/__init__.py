"""The ledger of money in use: saying who and why, reading what changed, and proving that nothing was tampered with.

Its rows (``portal.monitoring.models.ledger``) are written by the database.
"""

from .because import because
from .reading import changes_of
from .verifying import Finding, verify

__all__ = ["Finding", "because", "changes_of", "verify"]
