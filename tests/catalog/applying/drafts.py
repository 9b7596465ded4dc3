"""Drafts that are filled in, and what happens when they are sent."""

from catalog.applications.sending import start
from catalog.enums import ApplicationChannel
from tests.geography.factories import BarangayFactory


def finished_draft(service, **about):
    """All pages are filled in; only the button is not pressed yet."""
    barangay = BarangayFactory()
    town = barangay.municipality
    place = {
        "region": town.province.region.code,
        "province": town.province.psgc,
        "municipality": town.psgc,
        "barangay": barangay.name,
    }
    draft, _code = start(service, channel=ApplicationChannel.ONLINE, language="en")
    draft.about = {"name": "Amina Sali", "email": f"{draft.pk}@example.org", "place": place, **about}
    draft.answers = {"studies": "no"}
    draft.save()
    return draft
