"""The budget justification on paper: what it is, its money by year and class, the needs, the reasons, the documents."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.core.access import AnyUser
from portal.core.days import long_date
from portal.core.pdf import pdf
from portal.evidence.models import EvidenceItem
from portal.monitoring.enums import ExpenseClass
from portal.monitoring.linking.rows import LinkedNeed, needs_of
from portal.monitoring.models import BudgetJustification, MonitoringEntry

TEMPLATE = "portal/monitoring/justification.typ"
Table = dict[str, Any]


def as_pdf(justification: BudgetJustification, user: AnyUser) -> bytes:
    """As this person may read it: documents that they do not see are counted, not named."""
    ppa = justification.ppa
    facts = {
        "title": _("Budget justification"),
        "language": "en",
        "name": ppa.title,
        "facts": [{"term": term, "text": str(text)} for term, text in _facts(ppa) if text],
        "money": _money(ppa),
        "needs": _needs(needs_of(ppa, user)),
        "warning": justification.without_needs_reason,
        "texts": [
            {"title": _("What the needs show"), "text": justification.evidence_summary},
            {"title": _("Why this, and why now"), "text": justification.rationale},
            {"title": _("What will be better"), "text": justification.expected_results},
        ],
        "documents": _documents(justification, user),
        "signed": [
            {"role": _("Proposed by"), "name": _name(ppa.proposed_by, ppa.proposed_at)},
            {"role": _("Reviewed by"), "name": _name(ppa.reviewed_by, ppa.reviewed_at)},
            {"role": _("Approved by"), "name": _name(ppa.approved_by, ppa.approved_at)},
        ],
        "words": {
            "needs": _("Needs of the register"),
            "money": _("What it costs"),
            "documents": _("Documents"),
            "warning": _("It answers no need of the register"),
            "as_of": _("As of %(day)s") % {"day": long_date(timezone.localdate(justification.updated_at))},
        },
    }
    return pdf(TEMPLATE, facts, made_at=justification.updated_at)


def _facts(ppa: MonitoringEntry) -> list[tuple[str, Any]]:
    return [
        (_("Office"), ppa.lead_organization.name),
        (_("Status"), ppa.get_status_display()),
        (_("Sector"), ppa.sector or ""),
        (_("Places"), "; ".join(str(place) for place in ppa.places.all())),
        (_("Beneficiaries, target"), "" if ppa.target_beneficiaries is None else f"{ppa.target_beneficiaries:,}"),
    ]


def _money(ppa: MonitoringEntry) -> Table:
    """A row for each fiscal year and source, a column for each class that has money."""
    sums: dict[tuple[int, str], dict[str, Decimal]] = {}
    for line in ppa.lines.select_related("source"):
        row = sums.setdefault((line.fiscal_year, line.source_name or str(line.source)), {})
        row[line.expense_class] = row.get(line.expense_class, Decimal()) + line.amount
    classes = [name for name in ExpenseClass.values if any(name in row for row in sums.values())]
    rows = [
        [str(year), source, *(_pesos(row.get(name)) for name in classes), _pesos(sum(row.values(), Decimal()))]
        for (year, source), row in sums.items()
    ]
    total = sum((sum(row.values(), Decimal()) for row in sums.values()), Decimal())
    by_class = [_pesos(sum((row.get(name, Decimal()) for row in sums.values()), Decimal())) for name in classes]
    header = [_("Year"), _("Funding source"), *(f"{name} (₱)" for name in classes), _("Total (₱)")]
    return {"header": header, "text_columns": 2, "rows": [*rows, [_("All"), "", *by_class, _pesos(total)]]}


def _needs(needs: list[LinkedNeed]) -> Table:
    header = [_("Need"), _("Category"), _("Place"), _("Score"), _("People"), _("Cost (₱)"), _("Its part (₱)")]
    rows = []
    for one in needs:
        need = one.row.need
        people = "–" if need.affected_population is None else f"{need.affected_population:,}"
        score = "–" if need.priority_score is None else str(need.priority_score)
        town = need.in_municipality or need.in_province or need.in_region
        words = [need.spoken_reference, need.category.name, str(town)]
        rows.append([*words, score, people, _pesos(need.estimated_cost), _pesos(one.part)])
    return {"header": header, "text_columns": 3, "rows": rows}


def _documents(justification: BudgetJustification, user: AnyUser) -> list[str]:
    attached = justification.documents.all()
    seen = EvidenceItem.objects.visible_to(user).filter(pk__in=attached.values("pk")).order_by("sort_title")
    names = [str(item) for item in seen]
    hidden = attached.count() - len(names)
    return [*names, *([_("%(n)d more, kept by their own offices") % {"n": hidden}] if hidden else [])]


def _name(person: Any, at: Any) -> str:
    return f"{person}, {long_date(timezone.localdate(at))}" if person and at else ""


def _pesos(amount: Decimal | None) -> str:
    return "–" if amount is None else number_format(amount, decimal_pos=2, force_grouping=True)
