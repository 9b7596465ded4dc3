"""Telling people: messages become notices in their inbox, and mail and SMS that a sweep sends."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .messages import Message


def enqueue(message: "Message") -> None:
    """Queue what must be told, in the caller's transaction; the same message told twice is sent once."""
    from .queueing import enqueue  # the models behind it cannot be imported while Django loads this room

    enqueue(message)


__all__ = ["enqueue"]
