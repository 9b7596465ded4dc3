"""The sections of a community's staff profile. Rooms above add theirs in ``settings.COMMUNITY_PROFILE_SECTIONS``.

A section is made by a function ``(community, user) -> Section | None``.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.access import AnyUser
from portal.core.sections import Section

from .enums import MEASURE_GROUPS, BasicService, Measure
from .models import CommunityFigure, CommunityRepresentative, OBCCommunity, ServiceAccess
from .permissions import can_keep

FOLDER = "portal/communities/profile"


@dataclass(frozen=True)
class Line:
    """What is known of one subject: the newest statement, and the older ones; nothing if nobody said anything."""

    label: str
    unit: str
    newest: Any
    older: list[Any]


def facts(community: OBCCommunity, user: AnyUser) -> Section:
    steps = [str(step) for step in [*community.place_steps, community.place_steps[-1].region]]
    rows = [
        (_("Name"), community.name),
        (_("Other names"), community.other_names),
        (_("Place"), ", ".join(dict.fromkeys(steps))),
        (_("Settlement"), community.get_settlement_type_display()),
        (_("Proximity to BARMM"), community.get_proximity_to_barmm_display()),
        (_("Point"), f"{community.lat}, {community.lon}" if community.lat is not None else ""),
        (_("Ethnolinguistic groups"), ", ".join(_groups(community))),
        (_("Languages"), community.languages),
        (_("Livelihoods"), ", ".join(community.livelihoods_in_words)),
        (_("Poverty, estimated"), community.get_poverty_band_display()),
        (_("Short history"), community.history),
        (_("On the public site"), community.get_publicity_display()),
        (_("Active"), _("Yes") if community.is_active else _("No, deactivated")),
    ]
    return Section(_("Facts"), "portal/core/_facts.html", rows=rows)


def figures(community: OBCCommunity, user: AnyUser) -> Section:
    """Every measure: how many, since when, from where; what nobody counted is named too."""
    said: defaultdict[str, list[CommunityFigure]] = defaultdict(list)
    for figure in community.figures.select_related("recorded_by").order_by("-as_of"):
        said[figure.measure].append(figure)
    groups = [
        (title, [_line(measure.label, measure.unit.label, said[measure]) for measure in measures])
        for title, measures in MEASURE_GROUPS
    ]
    missing = [str(measure.label) for measure in Measure if not said[measure]]
    return Section(
        _("Figures"),
        f"{FOLDER}/figures.html",
        groups=groups,
        missing=missing,
        record_url=_act("figures", community) if can_keep(user) else "",
        remove_url_name="community_register:remove_figure" if can_keep(user) else "",
    )


def access(community: OBCCommunity, user: AnyUser) -> Section:
    said: defaultdict[str, list[ServiceAccess]] = defaultdict(list)
    for statement in community.access.select_related("recorded_by").order_by("-as_of"):
        said[statement.service].append(statement)
    lines = [_line(service.label, "", said[service]) for service in BasicService]
    return Section(
        _("Access to services"),
        f"{FOLDER}/access.html",
        lines=lines,
        missing=[line.label for line in lines if line.newest is None],
        record_url=_act("access", community) if can_keep(user) else "",
        remove_url_name="community_register:remove_access" if can_keep(user) else "",
    )


def representatives(community: OBCCommunity, user: AnyUser) -> Section | None:
    """Who speaks for it or did, for those who may know."""
    if not user.has_perm("communities.view_communityrepresentative"):
        return None
    terms = CommunityRepresentative.objects.visible_to(user).filter(community=community).select_related("user")
    people = list(terms.still_to_run())
    ended = list(terms.exclude(pk__in=[person.pk for person in people]))
    return Section(_("Representatives"), "portal/communities/representatives.html", people=people, ended=ended)


def _groups(community: OBCCommunity) -> list[str]:
    rows = community.group_rows.select_related("group")
    return [_("%(group)s (primary)") % {"group": row.group} if row.is_primary else str(row.group) for row in rows]


def _line(label: object, unit: object, statements: list[Any]) -> Line:
    newest = statements[0] if statements else None
    return Line(capfirst(str(label)), str(unit), newest, statements[1:])


def _act(name: str, community: OBCCommunity) -> str:
    return reverse(f"community_register:{name}", args=[community.pk])
