"""Two offices with an editor each, and OOBC's moderators."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest

from catalog import counting
from catalog.browsing import facts
from catalog.loaders import load_moderation_workflow
from search.words import known
from tests.accounts.factories import UserFactory
from tests.catalog.known import bare, full  # noqa: F401 - two services for whoever asks for them
from tests.cms.conftest import _empty_caches, filipino_catalog, pages  # noqa: F401 - what public pages stand on
from tests.core.factories import ServiceCategoryFactory
from tests.organizations.factories import OrganizationFactory, OrganizationMembershipFactory

SINCE = date(2020, 1, 1)  # before any day that a test travels to


@pytest.fixture(autouse=True)
def _nothing_counted(monkeypatch):
    """What other tests counted stays with them."""
    monkeypatch.setattr(counting, "TALLY", counting.Tally())


@pytest.fixture
def catalog(db):
    """``catalog.a`` and ``catalog.b`` are offices; ``editor_a`` and ``editor_b`` keep them; OOBC has a moderator."""
    load_moderation_workflow()
    ServiceCategoryFactory()
    a, b = OrganizationFactory(acronym="AAA"), OrganizationFactory(acronym="BBB")
    return SimpleNamespace(
        a=a,
        b=b,
        editor_a=OrganizationMembershipFactory(organization=a, start_date=SINCE).user,
        editor_b=OrganizationMembershipFactory(organization=b, start_date=SINCE).user,
        moderator=UserFactory(role="oobc_staff"),
        other_moderator=UserFactory(role="oobc_staff"),
        planner=UserFactory(role="oobc_planner"),
    )


@pytest.fixture
def between_requests(monkeypatch) -> Iterator[None]:
    """What a process keeps until something public changes is kept, although a test stands inside a transaction."""
    for module in (facts, known):
        monkeypatch.setattr(module, "connection", SimpleNamespace(in_atomic_block=False))
    known.forget()
    yield
    known.forget()
