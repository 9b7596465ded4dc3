"""Who did what to which row, and what it was before: Wagtail's own log, kept append-only by the database."""

from .formatting import register_actions
from .recording import changed_fields, facts, record, record_all, record_each

__all__ = ["changed_fields", "facts", "record", "record_all", "record_each", "register_actions"]
