"""Comments on needs: between a community and the office; and, on public pages, between representatives."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.activity.comments.section import comments_section
from portal.activity.comments.targets import CommentTarget
from portal.communities.models import CommunityRepresentative
from portal.communities.scope import represented_by
from portal.core.access import AnyUser
from portal.core.models import ContentVersion
from portal.core.sections import Section

from .models import Need, NeedSummary
from .querysets import NeedQuerySet, NeedSummaryQuerySet
from .scope import reach_of

REPRESENTATIVE, OTHER, OFFICE = "representative", "other", "office"


class NeedComments(CommentTarget):
    """On a need itself: those who represent its community today, and staff who review needs. Nobody else reads it."""

    model = "needs.Need"
    voices = {
        REPRESENTATIVE: _("A representative of the community"),
        OFFICE: _("The Office for Other Bangsamoro Communities"),
    }
    official_voices = frozenset({OFFICE})

    def visible_to(self, user: AnyUser) -> NeedQuerySet:
        return Need.objects.all() if _is_staff(user) else Need.objects.of_represented(user)

    def title_of(self, row: Need) -> str:
        return row.title

    def name_of(self, row: Need) -> str:
        return row.spoken_reference

    def may_write(self, user: AnyUser, row: Need) -> bool:
        return _is_staff(user) or row.community_id in represented_by(user)

    def voice_of(self, user: AnyUser, row: Need) -> str:
        """Who represents the community speaks for it, whatever else they are."""
        return REPRESENTATIVE if row.community_id in represented_by(user) else OFFICE

    def sees_names(self, user: AnyUser, row: Need) -> bool:
        return self.may_write(user, row)

    def followers(self, row: Need) -> Iterable[User]:
        return _representatives_of(row.community_id)


class PublicNeedComments(CommentTarget):
    """On the published summary of a need: anybody reads, everybody who represents a community today may write.

    Of who wrote the public learns the role alone: there are few representatives of a community, and people know them.
    """

    model = "needs.NeedSummary"
    is_public = True
    voices = {**NeedComments.voices, OTHER: _("A representative of another community")}
    official_voices = frozenset({OFFICE})

    def visible_to(self, user: AnyUser) -> NeedSummaryQuerySet:
        return NeedSummary.objects.public()

    def title_of(self, row: Any) -> str:
        return str(row.shown_title)

    def name_of(self, row: Any) -> str:
        return str(row.need.spoken_reference)

    def may_write(self, user: AnyUser, row: Any) -> bool:
        return _is_staff(user) or bool(represented_by(user))

    def voice_of(self, user: AnyUser, row: Any) -> str:
        represented = represented_by(user)
        if row.need.community_id in represented:
            return REPRESENTATIVE
        return OTHER if represented else OFFICE

    def followers(self, row: Any) -> Iterable[User]:
        return _representatives_of(row.need.community_id)

    def changed(self, row: Any) -> None:
        ContentVersion.bump()


def staff_section(need: Need, user: AnyUser) -> Section | None:
    """For the staff's page of a need (``NEED_SECTIONS``)."""
    return comments_section(need, user, for_staff=True)


def _is_staff(user: AnyUser) -> bool:
    return reach_of(user, Need, "review").everything


def _representatives_of(community: int | None) -> list[User]:
    terms = CommunityRepresentative.objects.in_force().filter(community=community, community__is_active=True)
    return [term.user for term in terms.select_related("user")]
