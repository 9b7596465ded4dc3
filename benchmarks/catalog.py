"""The public catalog: its list and one service."""

from collections.abc import Iterator

from django.apps import apps
from django.urls import reverse

from .measuring import Measurement, bench, measure_page

KILOBYTE = 1024


@bench
def catalog_list() -> Iterator[Measurement]:
    yield from measure_page("catalog_list", reverse("catalog:list"), queries_bar=10, bytes_bar=18 * KILOBYTE)


@bench
def catalog_detail() -> Iterator[Measurement]:
    offering = apps.get_model("catalog", "ServiceOffering").objects.filter(live=True).order_by("pk").first()
    if offering is None:
        raise LookupError("no service is published: run `make setup` first")
    address = reverse("catalog:detail", args=[offering.pk])
    yield from measure_page("catalog_detail", address, queries_bar=10, bytes_bar=14 * KILOBYTE)
