"""What a process does with an application that is killed before one of its statements."""

from collections.abc import Callable
from functools import partial
from typing import Any

import tests.killing  # noqa: F401  sets Django up where that is not done yet
from catalog.applications.deciding import approve
from catalog.applications.sending import send
from catalog.models import ApplicationDraft, ServiceApplication
from portal.accounts.models import User


def sending(key: Any) -> Callable[[], object]:
    return partial(send, ApplicationDraft(pk=key))


def approving(key: Any, reviewer: int) -> Callable[[], object]:
    case, by = ServiceApplication.objects.get(pk=key), User.objects.get(pk=reviewer)
    return partial(approve, case, message="Come on Monday.", by=by, with_ppa=True)
