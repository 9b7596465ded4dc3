"""A thousand random edits, and after each of them a look at what two web processes serve."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from django.urls import reverse

from portal.accounts.models import User

from .edits import Editor
from .measuring import Measurement, bench
from .serving import several
from .watching import Watcher

EDITS = 1000
SEED = 20
SECONDS_BAR = 1.0


@bench
def publishing() -> Iterator[Measurement]:
    editor = Editor(User.objects.get(username="oobc_staff-oobc-1"), seed=SEED)
    chance = Random(SEED)  # noqa: S311 - to be repeatable, not secret
    services, feed = reverse("catalog:list"), reverse("catalog:feed")
    elsewhere = [services, f"/fil{services}", f"{services}?q=tulong", f"{services}?q=scholarship", feed, "/", "/fil/"]

    def addresses_of(key: UUID) -> list[str]:
        return [reverse("catalog:detail", args=[key]), chance.choice(elsewhere)]

    with several(2) as servers:
        seen = Watcher(servers).watch_visible_edits(EDITS, editor, addresses_of)
    stale = sum(one.is_stale for one in seen)
    seconds = sorted(round(one.seconds, 3) for one in seen)
    yield Measurement("publishing.stale_pages", stale, 0, len(seen))
    yield Measurement(
        "publishing.seconds_until_visible", seconds[-1], SECONDS_BAR, len(seen), spread=(seconds[0], seconds[-1])
    )
