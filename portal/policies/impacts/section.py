"""The part “What it changed” of a recommendation's page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.sections import Section
from portal.policies.judging import impact_rate
from portal.policies.models import PolicyRecommendation

from .acts import may_measure
from .lines import ImpactLine


def impacts_section(policy: PolicyRecommendation, user: User) -> Section:
    rows = list(policy.impacts.all())
    return Section(
        _("What it changed"),
        "portal/policies/impacts/_impacts.html",
        lines=[ImpactLine(row) for row in rows],
        rate=impact_rate(rows),
        add_url=reverse("policies_register:record_impact", args=[policy.pk]) if may_measure(user, policy) else "",
    )
