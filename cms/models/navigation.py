from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField

from cms.blocks import LinkBlock
from portal.core.models import ContentVersion


class NavigationLinkBlock(LinkBlock):
    label = blocks.CharBlock(label=_("Words in English"), max_length=40)
    label_fil = blocks.CharBlock(label=_("Words in Filipino"), max_length=40, required=False)


@register_setting(icon="list-ul", order=100)
class Navigation(BaseGenericSetting):
    """The links at the top and at the foot of every public page. Where there are none, the pages themselves speak."""

    header = StreamField(
        [("link", NavigationLinkBlock())],
        verbose_name=_("menu at the top"),
        blank=True,
        max_num=7,
        help_text=_("Empty: Services, and every page marked “Show in menus”."),
    )
    footer = StreamField(
        [("link", NavigationLinkBlock())],
        verbose_name=_("links at the foot"),
        blank=True,
        max_num=12,
        help_text=_("Empty: Services, and every page directly below the home page."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    panels = [FieldPanel("header"), FieldPanel("footer")]

    class Meta:
        verbose_name = _("menu and footer")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        ContentVersion.bump()
