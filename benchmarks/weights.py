"""Bytes and requests of a first visit, as sent by the server: the heaviest page of each kind, against its budget."""

from collections.abc import Iterator
from urllib.parse import quote

from django.urls import reverse

from catalog.models import ApplicationForm, ServiceOffering
from tests.weight import BUDGETS, Weight, weigh

from .measuring import Measurement, bench
from .serving import Server, serving


@bench
def first_visit() -> Iterator[Measurement]:
    with serving() as server:
        for kind, addresses in _addresses().items():
            weights = [weigh(address, fetch=lambda address: _sent(server, address)) for address in addresses]
            heaviest = max(weights, key=lambda weight: weight.total)
            yield from _measured(kind, heaviest, n=len(weights))


def _measured(kind: str, weight: Weight, *, n: int) -> Iterator[Measurement]:
    if weight.foreign:
        raise LookupError(f"{kind} asks other hosts: {', '.join(weight.foreign)}")
    for name, value, most in weight.beside(BUDGETS[kind]):
        yield Measurement(f"first_visit.{kind}.{name}", value, most, n, bytes=weight.total)


def _addresses() -> dict[str, list[str]]:
    services = list(ServiceOffering.objects.offered().order_by("pk"))
    listed, in_filipino = reverse("catalog:list"), "/fil" + reverse("catalog:list")
    saved = reverse("catalog:saved") + "?" + "&".join(f"id={service.pk}" for service in services[:20])
    menu, suggest = reverse("catalog:menu"), reverse("catalog:suggest")
    pages = [service.get_absolute_url() for service in services]
    forms = ApplicationForm.objects.in_use().order_by("pk")
    starts = [reverse("applications:start", args=[form.offering_id]) for form in forms]
    track = reverse("applications:track")
    return {
        "list": [listed, in_filipino, f"{listed}?lives=IX&sort=closing", f"{listed}?q={quote('tulong')}&lives=XII"],
        "detail": [*pages, *(f"/fil{page}" for page in pages)],
        "saved": [saved, f"/fil{saved}"],
        "menu": [menu, f"/fil{menu}", f"{menu}?region=XII"],
        "report": [f"{pages[0]}report/", f"/fil{pages[0]}report/"],
        "form": [*starts, *(f"/fil{start}" for start in starts)],
        "status": [track, f"/fil{track}"],
        "suggestions": [f"{suggest}?q={text}" for text in ("sc", "tulong", "hosp", "demonstr")],
    }


def _sent(server: Server, address: str) -> bytes:
    answer = server.get(address, **{"Accept-Encoding": "gzip"})
    if answer.status != 200:
        raise LookupError(f"{address} answers {answer.status}")
    return answer.body
