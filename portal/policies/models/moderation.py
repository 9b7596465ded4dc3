from django.utils.translation import gettext_lazy as _
from wagtail.models import Task


class PolicyModerationTask(Task):
    """A second person of the office reads a recommendation before the public does."""

    class Meta:
        verbose_name = _("moderation of recommendations")
        verbose_name_plural = _("moderations of recommendations")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Staff who did not write the text publish a recommendation, or return it with a note."))
