"""Reference rows: one taxonomy for every room. Rows are deactivated, never deleted."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class LoadedRow(models.Model):
    """A row that ``load_reference_data`` keeps and an administrator may edit: see ``portal.core.loading``."""

    loaded = models.JSONField(default=dict, editable=False)  # what the file last said, field by field

    class Meta:
        abstract = True


class ReferenceQuerySet(models.QuerySet["ReferenceRow"]):
    def active(self) -> "ReferenceQuerySet":
        """Rows that may be chosen; the others still name what was chosen earlier."""
        return self.filter(is_active=True)


class ReferenceRow(LoadedRow):
    """A row of a taxonomy: ``code`` is what files and addresses use and stays; the names are what people read."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=150)
    name_fil = models.CharField(_("name in Filipino"), max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return self.name_fil if get_language() == "fil" and self.name_fil else self.name


class Sector(ReferenceRow):
    """One of the six sectors that needs, policies, PPAs and ceilings are counted by."""

    class Meta(ReferenceRow.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class FundingSource(ReferenceRow):
    """Where money comes from: one list for ceilings and for money lines."""

    class Meta(ReferenceRow.Meta):
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")


class NeedCategory(ReferenceRow):
    """What a community's need is about: one of nine, each counted under a sector."""

    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, verbose_name=_("sector"))

    class Meta(ReferenceRow.Meta):
        verbose_name = _("need category")
        verbose_name_plural = _("need categories")


class ServiceCategory(ReferenceRow):
    """What an offered service is about: one of eleven, each counted under a sector."""

    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, verbose_name=_("sector"))

    class Meta(ReferenceRow.Meta):
        verbose_name = _("service category")
        verbose_name_plural = _("service categories")


class DevelopmentGoal(ReferenceRow):
    """A goal of a plan that PPAs are aligned to (Bangsamoro Development Plan, Chief Minister's agenda, SDG)."""

    plan = models.CharField(_("plan"), max_length=150)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("development goal")
        verbose_name_plural = _("development goals")


class Holiday(LoadedRow):
    """A day on which offices are closed; service clocks skip it while it is in use."""

    date = models.DateField(
        _("date"),
        unique=True,
        help_text=_(
            "Enter Eid'l Fitr and Eid'l Adha here once they are proclaimed. Due days that were promised before stay as "
            "they are; clocks that start later, or are moved later, skip this day."
        ),
    )
    name = models.CharField(_("name"), max_length=150)
    name_fil = models.CharField(_("name in Filipino"), max_length=150, blank=True)
    is_estimated = models.BooleanField(_("date not yet proclaimed"), default=False)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Taken out of use, it is a working day for clocks that start later.")
    )

    class Meta:
        ordering = ["date"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"
