"""Comments on recommendations: between the offices that carry them out, OOBC and OCM."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.activity.comments.section import comments_section
from portal.activity.comments.targets import CommentTarget
from portal.core.access import AnyUser
from portal.core.sections import Section
from portal.needs.forwarding.notifications import focal_persons_of

from .models import PolicyRecommendation
from .people import keepers_of
from .permissions import reach
from .querysets import PolicyQuerySet

INVOLVED, OFFICE = "involved", "office"


class PolicyComments(CommentTarget):
    """The offices in the lead or helping, OOBC and OCM. Nobody else reads it, also of a published recommendation."""

    model = "policies.PolicyRecommendation"
    voices = {
        INVOLVED: _("An office that carries it out"),
        OFFICE: _("The Office for Other Bangsamoro Communities"),
    }
    official_voices = frozenset({INVOLVED, OFFICE})

    def visible_to(self, user: AnyUser) -> PolicyQuerySet:
        seen: PolicyQuerySet = PolicyRecommendation.objects.visible_to(user)
        offices = reach(user, "view")
        if offices.everything:
            return seen
        theirs = Q(lead_organizations__in=offices.organizations) | Q(partner_organizations__in=offices.organizations)
        return seen.filter(pk__in=PolicyRecommendation.objects.filter(theirs).values("pk"))

    def title_of(self, row: PolicyRecommendation) -> str:
        return row.title

    def may_write(self, user: AnyUser, row: PolicyRecommendation) -> bool:
        return self.visible_to(user).filter(pk=row.pk).exists()

    def voice_of(self, user: AnyUser, row: PolicyRecommendation) -> str:
        return OFFICE if reach(user, "view").everything else INVOLVED

    def sees_names(self, user: AnyUser, row: PolicyRecommendation) -> bool:
        return self.may_write(user, row)

    def followers(self, row: PolicyRecommendation) -> Iterable[User]:
        """Who keeps it, and the focal persons of the offices in the lead."""
        people = {person.pk: person for person in keepers_of(row)}
        for office in row.lead_organizations.all():
            people.update({person.pk: person for person in focal_persons_of(office)})
        return people.values()


def staff_section(policy: PolicyRecommendation, user: AnyUser) -> Section | None:
    """For the staff's page of a recommendation, in words of its own: no community is told here."""
    section = comments_section(policy, user, for_staff=True)
    if section is not None:
        section.template_name = "portal/policies/desk/_comments.html"
    return section
