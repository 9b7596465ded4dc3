"""A small index of regions, the nearest noun at hand, with a few synonyms; and people with and without the right."""

import pytest

from search import facade
from search.words import known
from search.words.vocabulary import Group, Role, Synonyms
from tests.accounts.factories import UserFactory
from tests.geography.factories import RegionFactory
from tests.search.ground import PLACES


@pytest.fixture(autouse=True)
def synonyms(monkeypatch):
    groups = (
        Group("boat", Role.TOPIC, ("boat", "bangka", "fishing boat"), related=("net",)),
        Group("net", Role.TOPIC, ("net", "lambat")),
        Group("help", Role.GENERAL, ("help", "tabang")),
    )
    kept = Synonyms(groups, frozenset({"for", "sa"}))
    monkeypatch.setattr(known, "stored_synonyms", lambda: kept)
    return kept


@pytest.fixture
def places():
    """Regions by name."""
    names = ["Boats for fishers", "Nets for fishers", "Project Tabang", "Scholarship of engineering", "Free lawyer"]
    made = {name: RegionFactory(name=name, code=f"R{n}") for n, name in enumerate(names)}
    facade.refresh(PLACES)
    return made


@pytest.fixture
def staff():
    return UserFactory(username="staff", role="oobc_staff")


@pytest.fixture
def leader():
    return UserFactory(username="leader", role="ocm_leadership")


@pytest.fixture
def planner():
    return UserFactory(username="planner", role="oobc_planner")
