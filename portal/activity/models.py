"""The rows of this room. Audit rows are Wagtail's own (``recording``)."""

from .comments.models import Comment, CommentReport, CommentVersion

__all__ = ["Comment", "CommentReport", "CommentVersion"]
