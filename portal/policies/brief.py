"""The policy brief: a recommendation on two or three sheets of paper, for leadership and for everybody.

The public one tells what the public page tells. The one for staff also tells of money that is asked for and not yet
law, and may be of a draft, which it says.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.days import long_date
from portal.core.in_words import percent_in_words, pesos_in_words
from portal.core.models import ContentVersion
from portal.core.pdf import pdf

from .models import PolicyRecommendation
from .money import Money, money_of, programs_of
from .public.pages import PublicPage

TEMPLATE = "portal/policies/brief.typ"
MOST_PROGRAMS = 12
KEPT = 40
Table = dict[str, Any]


def brief_response(policy: PolicyRecommendation) -> HttpResponse:
    """What the public may read of a published one; drawn once until something public changes."""
    if connection.in_atomic_block:
        content = brief(policy)
    else:
        content = _kept(policy.pk, ContentVersion.current(), get_language() or "en", timezone.localdate().isoformat())
    return _response(content, policy)


def staff_response(policy: PolicyRecommendation) -> HttpResponse:
    """For who may see it: the published text, or else the newest draft."""
    response = _response(brief(policy, for_staff=True), policy)
    response["Cache-Control"] = "private, no-store"
    return response


def brief(policy: PolicyRecommendation, *, for_staff: bool = False) -> bytes:
    text = policy if policy.live else policy.get_latest_revision_as_object()
    page, rows = PublicPage.of(text), PolicyRecommendation.objects.filter(pk=policy.pk)
    money = money_of(rows).get(policy.pk, Money())
    language = get_language() or "en"
    facts = {
        "title": _("Policy brief"),
        "language": "fil" if language == "fil" else "en",
        "number": _("Recommendation %(number)s") % {"number": policy.number},
        "name": page.title,
        "summary": page.summary,
        "draft": "" if policy.live else _("Draft: this text is not published."),
        "status": page.status,
        "changed": page.changed_since,
        "facts": [{"term": term, "text": text} for term, text in _facts(page) if text],
        "texts": [{"title": title, "text": text} for title, text in page.texts],
        "considerations": page.considerations,
        "money": [{"term": term, "text": text} for term, text in _money(page, money, for_staff=for_staff)],
        "programs": _programs(policy),
        "milestones": _milestones(page),
        "impacts": _impacts(page),
        "way": [f"{long_date(step.on)}: {step.title}{_act(step.act)}" for step in page.steps],
        "words": {
            "considerations": _("What to keep in mind"),
            "money": _("Its money"),
            "programs": _("Programs that carry it"),
            "milestones": _("Steps, and who answers for them"),
            "impacts": _("What it changes"),
            "way": _("What happened so far"),
            "as_of": _("As of %(day)s") % {"day": long_date(timezone.localdate())},
            "address": policy.full_url if policy.live else "",
        },
    }
    return pdf(TEMPLATE, facts, made_at=timezone.now())


@lru_cache(maxsize=KEPT)
def _kept(key: UUID, version: int, language: str, today: str) -> bytes:
    return brief(PolicyRecommendation.objects.get(pk=key))


def _response(content: bytes, policy: PolicyRecommendation) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="policy-brief-{policy.number}.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _facts(page: PublicPage) -> list[tuple[str, str]]:
    people = page.policy.expected_beneficiaries
    return [
        (_("In the lead"), "; ".join(page.leads)),
        (_("Together with"), "; ".join(page.partners)),
        (_("For which field"), ", ".join([page.category, *page.sectors])),
        (_("Where"), ", ".join(page.places)),
        (_("For whom"), _("%(number)s people") % {"number": f"{people:,}"} if people else ""),
        (_("Should be done by"), long_date(page.policy.ends_on) if page.policy.ends_on else ""),
    ]


def _money(page: PublicPage, money: Money, *, for_staff: bool) -> list[tuple[str, str]]:
    """What it takes, and what it gets."""
    unknown = _("not reported")
    rows = [
        (_("What it takes"), page.cost if page.is_costed else _("nobody has worked out yet what it takes")),
        *((str(one.year), one.amount) for one in page.cost_years if len(page.cost_years) > 1),
        (_("Granted by law"), pesos_in_words(money.granted)),
    ]
    if money.covered is not None:
        rows.append((_("Of what it takes"), percent_in_words(money.covered)))
        rows.append((_("Still missing"), pesos_in_words(money.gap)))
    if for_staff and money.pipeline is not None:
        rows.append((_("Asked for, not law yet"), pesos_in_words(money.pipeline)))
    rows.append((_("Contracted"), unknown if money.obligated is None else pesos_in_words(money.obligated)))
    rows.append((_("Paid"), unknown if money.paid is None else pesos_in_words(money.paid)))
    return rows


def _programs(policy: PolicyRecommendation) -> Table:
    found = programs_of(policy)
    rows = [[one.title, one.office, pesos_in_words(one.amount)] for one in found[:MOST_PROGRAMS]]
    if len(found) > MOST_PROGRAMS:
        rows.append([_("and %(n)s more") % {"n": len(found) - MOST_PROGRAMS}, "", ""])
    return {"header": [_("Program"), _("Office"), _("Its money for this")], "text_columns": 2, "rows": rows}


def _milestones(page: PublicPage) -> Table:
    rows = [[one.title, one.office, one.due, one.state] for one in page.milestones]
    return {"header": [_("Step"), _("Who answers for it"), _("Due"), _("State")], "text_columns": 4, "rows": rows}


def _impacts(page: PublicPage) -> Table:
    rows = [[f"{one.title} ({one.unit})", one.before, one.target, one.now] for one in page.impacts]
    return {"header": [_("Result"), _("Before"), _("Target"), _("Now")], "text_columns": 1, "rows": rows}


def _act(act: str) -> str:
    return f" ({act})" if act else ""
