"""The rows that the project's own services rest on, without loading all of the reference data."""

import json
from pathlib import Path

from catalog import loaders
from portal.organizations.models import Organization
from tests.core.factories import ServiceCategoryFactory
from tests.geography.factories import RegionFactory

FILE = json.loads((Path(loaders.DATA) / "offerings.json").read_text(encoding="utf-8"))


def lay_ground():
    for code in ("IX", "X", "XI", "XII", "XIII", "MIMAROPA", "BARMM"):
        RegionFactory(code=code)
    for number, name in enumerate(sorted({record["category"] for record in FILE["offerings"]})):
        ServiceCategoryFactory(code=f"category-{number}", name=name)
    for acronym, facts in FILE["organizations"].items():
        Organization.objects.create(acronym=acronym, **facts)
