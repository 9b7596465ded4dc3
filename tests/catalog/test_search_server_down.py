import time

import pytest

from tests.catalog.factories import OfferingFactory
from tests.search.servers import UselessServer, is_silent, settings_of

pytestmark = pytest.mark.django_db
A_PAGE_MAY_TAKE = 2  # seconds


def test_list_when_the_search_server_never_answers_then_the_services_are_there_in_time(client, settings, pages):
    OfferingFactory(title="Scholarship", published=True)
    server = UselessServer(is_silent)
    settings.SEARCH_SERVER = settings_of("opensearch", server.url)
    client.get("/catalog/")  # templates are read

    began = time.monotonic()
    response = client.get("/catalog/?q=scholarship")
    took = time.monotonic() - began
    server.close()

    assert "Scholarship</mark></a>" in response.text
    assert server.asked == 1
    assert took < A_PAGE_MAY_TAKE
