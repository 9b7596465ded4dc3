"""What representatives see of their own community: the newest figures, with day and source."""

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.core.sections import Section

from .enums import Measure
from .models import CommunityFigure, OBCCommunity

ORDER = {measure.value: place for place, measure in enumerate(Measure)}


def known_section(communities: Collection[OBCCommunity], user: User) -> Section | None:
    """What the office knows of the communities this person speaks for."""
    newest = CommunityFigure.objects.filter(community__in=communities).newest()
    figures: defaultdict[int, list[CommunityFigure]] = defaultdict(list)
    for figure in sorted(newest, key=lambda figure: ORDER[figure.measure]):
        figures[figure.community_id].append(figure)
    if not figures:
        return None
    rows = [(community, figures[community.pk]) for community in communities]
    return Section(_("What the office knows"), "portal/communities/known_section.html", communities=rows)
