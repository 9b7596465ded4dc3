from django.db import models
from django.utils.translation import gettext_lazy as _


class CommentState(models.TextChoices):
    """Who reads a comment, and who took it away."""

    HELD = "held", _("Waits for a look")
    VISIBLE = "visible", _("Shown")
    AUTHOR_REMOVED = "author_removed", _("Removed by its author")
    MODERATED = "moderated", _("Removed by the office")

    @classmethod
    def standing(cls) -> "list[CommentState]":
        """Nobody has taken these away."""
        return [cls.HELD, cls.VISIBLE]


class Reason(models.TextChoices):
    """Why a comment should not stand here: for those who report it, and for the office that removes it."""

    INSULT = "insult", _("It insults or threatens somebody")
    PERSONAL = "personal", _("It tells private things about a person")
    CHILD = "child", _("It puts a child at risk")
    FALSE = "false", _("It is not true")
    OFF_TOPIC = "off_topic", _("It is about something else")
    ADVERTISING = "advertising", _("It is advertising, or sent many times")
