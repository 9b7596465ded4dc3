"""People for the tests of accounts."""

from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.models import User

PASSWORD = "correct horse battery"
MakeUser = Callable[..., User]
SignIn = Callable[..., Client]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    def make(username: str, *roles: str, **fields: object) -> User:
        values = {"email": f"{username}@example.org", "first_name": username.title(), "last_name": "Tester", **fields}
        user = User.objects.create_user(username, password=PASSWORD, **values)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


@pytest.fixture
def sign_in() -> SignIn:
    """A browser in which this person has signed in at the one sign-in page."""

    def sign_in(user: User | str, password: str = PASSWORD) -> Client:
        client = Client()
        client.post("/accounts/login/", {"login": getattr(user, "username", user), "password": password})
        return client

    return sign_in


@pytest.fixture
def time_machine_at() -> Callable[..., time_machine.travel]:
    return lambda day: time_machine.travel(f"{day} 08:00:00+08:00", tick=False)
