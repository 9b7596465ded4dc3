import pytest


@pytest.mark.django_db
def test_list_when_opened_then_answers(client):
    assert client.get("/catalog/").status_code == 200
