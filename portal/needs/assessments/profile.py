"""The sections of an assessment's page. Other rooms add theirs in settings.ASSESSMENT_SECTIONS.

A section is made by a function ``(assessment, user) -> Section | None``.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.needs.enums import AssessmentStatus, NeedStatus
from portal.needs.figures.of_assessment import found
from portal.needs.models import Assessment, Need

from .gazetteer import label_of
from .tables import methods_of

FOLDER = "portal/needs/admin/assessments"
SHOWN = 50
"""Needs that the page lists; the file has all."""

BAND_LABELS = {
    "high": gettext_lazy("Above 4.0: counts as a gap while nobody pays for it"),
    "middle": gettext_lazy("Above 3.0, up to 4.0"),
    "low": gettext_lazy("Up to 3.0"),
    "unrated": gettext_lazy("No score yet"),
}


def facts(assessment: Assessment, user: AnyUser) -> Section:
    return Section(_("Facts"), "portal/core/_facts.html", rows=list(_facts(assessment)))


def _facts(assessment: Assessment) -> Iterator[tuple[str, Any]]:
    yield _("Status"), assessment.get_status_display()
    if assessment.status == AssessmentStatus.CANCELLED:
        yield _label("cancel_reason"), assessment.cancel_reason
    yield _("Place"), label_of(assessment.place)
    yield _label("level"), assessment.get_level_display()
    yield _label("assessment_type"), assessment.get_assessment_type_display()
    yield _label("methods"), ", ".join(methods_of(assessment))
    yield _label("priority"), assessment.get_priority_display()
    for name in ("planned_start", "planned_end", "actual_start", "actual_end"):
        yield _label(name), getattr(assessment, name)
    people = assessment.people_reached
    yield _label("people_reached"), "" if people is None else number_format(people, force_grouping=True)
    yield _label("objectives"), assessment.objectives


def team(assessment: Assessment, user: AnyUser) -> Section:
    members = list(assessment.team.select_related("user__wagtail_userprofile"))
    members.sort(key=lambda member: member.role != "lead")
    return Section(_("Team"), f"{FOLDER}/team_section.html", members=members)


def findings(assessment: Assessment, user: AnyUser) -> Section | None:
    """Once there is something to tell."""
    rows = [(_label(name), getattr(assessment, name)) for name in ("findings", "recommendations")]
    if not any(text for _name, text in rows):
        return None
    return Section(_("What it found"), "portal/core/_facts.html", rows=rows)


def needs(assessment: Assessment, user: AnyUser) -> Section:
    """The needs it found, the highest score first, and what they add up to."""
    own = Need.objects.visible_to(user).filter(assessment=assessment)
    figures = found(own)
    rows = list(own.ranked().with_place().select_related("category")[:SHOWN])
    return Section(
        _("Needs found"),
        f"{FOLDER}/needs_section.html",
        assessment=assessment,
        figures=figures,
        share=None if figures.share_decided is None else round(figures.share_decided * 100),
        bands=[(BAND_LABELS[band], count) for band, count in figures.by_band.items()],
        statuses=[(NeedStatus(status).label, count) for status, count in figures.by_status.items()],
        needs=rows,
        total=own.count() if len(rows) == SHOWN else len(rows),
    )


def _label(name: str) -> str:
    return capfirst(str(Assessment._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
