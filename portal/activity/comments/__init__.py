"""Comments on rows of any room: a thread of text, held for new accounts, reported, moderated, never lost.

This room knows no noun. A room declares where people may comment (``targets.CommentTarget``, listed in
``settings.COMMENT_TARGETS``) and shows the thread with ``section.comments_section(row, user)``.
"""
