"""A PPA in the words of schema.org (Project, with its funding as a grant): nothing but what its page shows."""

from typing import Any

from .pages import PublicPage


def linked_data(page: PublicPage, *, url: str) -> dict[str, Any]:
    ppa = page.ppa
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "Project",
            "@id": url,
            "identifier": str(ppa.pk),
            "url": url,
            "name": page.title,
            "description": page.text,
            "parentOrganization": {"@type": "GovernmentOrganization", "name": page.office},
            "member": [{"@type": "Organization", "name": name} for name in page.partners],
            "location": [{"@type": "Place", "name": place} for place in page.places],
            "foundingDate": ppa.actual_start.isoformat() if ppa.actual_start else "",
            "dissolutionDate": ppa.actual_end.isoformat() if ppa.actual_end else "",
            "funding": [_grant(page, year.label, year.granted) for year in page.years],
        }
    )


def _grant(page: PublicPage, year: str, amount: Any) -> dict[str, Any]:
    return {
        "@type": "MonetaryGrant",
        "name": f"{page.ppa.enacted_by_act}, {year}",
        "amount": {"@type": "MonetaryAmount", "currency": "PHP", "value": str(amount)},
    }


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}
