"""By what words the public finds a recommendation: those of its published text, its sectors and its offices."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from search.indexes import SearchIndex

from .models import PolicyRecommendation


def _rows() -> QuerySet[PolicyRecommendation]:
    return PolicyRecommendation.objects.public()


def _titles(policy: PolicyRecommendation) -> Iterable[str]:
    return [policy.title, policy.title_fil]


def _labels(policy: PolicyRecommendation) -> Iterator[str]:
    for sector in policy.sectors.all():
        yield from (sector.name, sector.name_fil)
    for office in (*policy.lead_organizations.all(), *policy.partner_organizations.all()):
        yield from (office.name, office.acronym)


def _texts(policy: PolicyRecommendation) -> Iterator[str]:
    yield from (policy.summary, policy.summary_fil, policy.problem_statement, policy.proposed_solution)
    yield from (consideration.text for consideration in policy.considerations.all())


RECOMMENDATIONS = SearchIndex(name="recommendations", rows=_rows, texts={"A": _titles, "B": _labels, "C": _texts})
