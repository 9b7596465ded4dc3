import datetime
import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.menu.kinds import MenuKind

KEPT_FOR = datetime.timedelta(days=1)
LOST_AFTER = datetime.timedelta(minutes=5)


class MenuFileQuerySet(models.QuerySet["MenuFile"]):
    def expired(self) -> Self:
        return self.filter(requested_at__lte=timezone.now() - KEPT_FOR)

    def waiting(self) -> Self:
        """Not made yet, and nothing went wrong."""
        return self.filter(made_at=None, failed_at=None)

    def to_begin(self) -> Self:
        """Nobody is making them; who began five minutes ago and is not done was killed."""
        lost = Q(started_at__lte=timezone.now() - LOST_AFTER)
        return self.waiting().filter(Q(started_at=None) | lost)


class MenuFile(models.Model):
    """A menu of services that somebody asked for: first how far it is, then the file itself, for a day.

    Whoever asks for the same services, laid out alike, in the same language, as long as nothing public has changed,
    gets the same file. It says nothing of who asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fingerprint = models.CharField(_("fingerprint of what was asked for"), max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=5, choices=MenuKind.choices)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    title = models.TextField(_("title"))
    query = models.TextField(_("address of the choice"), blank=True)
    part = models.PositiveSmallIntegerField(_("part of a long list"), default=1)
    services = ArrayField(models.UUIDField(), verbose_name=_("services, in their order"))
    prepared = models.PositiveIntegerField(_("services prepared"), default=0)
    content = models.BinaryField(_("content"), null=True)
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True, db_index=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)

    objects = MenuFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("menu of services")
        verbose_name_plural = _("menus of services")
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None, content=None) | Q(made_at__isnull=False, content__isnull=False),
                name="catalog_menu_made_with_content",
            ),
            models.CheckConstraint(condition=Q(made_at=None) | Q(failed_at=None), name="catalog_menu_made_or_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {len(self.services)}"

    @property
    def shape(self) -> MenuKind:
        return MenuKind(self.kind)
