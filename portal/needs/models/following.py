"""Who wants to know what becomes of a need that somebody else sent, and links for who has no account."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.access import AnyUser
from portal.core.models import OneUseLink
from portal.core.models.one_use_link import OneUseLinkQuerySet
from portal.needs.querysets import OfNeedQuerySet

from .need import Need


class NeedFollower(models.Model):
    """A person who found their need already sent by another, and gets its notices too."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="followers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="followed_needs",
    )
    since = models.DateTimeField(_("follows since"), auto_now_add=True)

    objects = OfNeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("follower of a need")
        verbose_name_plural = _("followers of needs")
        constraints = [models.UniqueConstraint(fields=["need", "user"], name="needs_followed_once_each")]

    def __str__(self) -> str:
        return f"{self.need.spoken_reference}: {self._meta.verbose_name}"


class NeedLinkQuerySet(OneUseLinkQuerySet):
    """Links are on nobody's screen: who wants one asks for it."""

    def permitted(self, user: AnyUser, *actions: str) -> Self:
        return self.none()

    def visible_to(self, user: AnyUser) -> Self:
        return self.none()


class NeedLink(OneUseLink):
    """A mailed or texted link that opens a need once for the person behind it."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="links")

    objects = NeedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a need")
        verbose_name_plural = _("links to needs")

    def __str__(self) -> str:
        return f"{self.need.spoken_reference}: {self._meta.verbose_name}"
