"""The ledger of money in use: saying who and why, reading what changed, and proving that nothing was tampered with.

Its rows (``portal.monitoring.models.ledger``) are written by the database.
"""

from .because import because
from .reading import Change, changes_of, changes_of_ceiling
from .verifying import Finding, verify

__all__ = ["Change", "Finding", "because", "changes_of", "changes_of_ceiling", "verify"]
