import pytest


@pytest.mark.browser
def test_page_when_opened_in_chromium_then_is_shown_without_a_complaint(live_server, page):
    complaints = []
    page.on("pageerror", lambda error: complaints.append(error))
    page.on("requestfailed", lambda request: complaints.append(request.url))

    response = page.goto(f"{live_server.url}/catalog/")

    assert response.ok
    assert page.title()
    assert complaints == []
