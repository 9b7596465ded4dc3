"""No address of the portal changes or deletes what is kept for good: events of money, flows, audit rows, reasons."""

import pytest
from django.contrib import admin
from django.urls import URLResolver, get_resolver
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.snippets.models import get_snippet_models

from portal.monitoring.models import (
    EVENTS,
    CeilingOverride,
    EarlierUpdate,
    GivenReason,
    LedgerChain,
    MonitoringEntry,
    MonitoringEntryFunding,
)

KEPT = {*EVENTS, LedgerChain, MonitoringEntryFunding, CeilingOverride, GivenReason, EarlierUpdate}
AUDIT = {ModelLogEntry, PageLogEntry}


def views(resolver, route=""):
    for pattern in resolver.url_patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from views(pattern, here)
        else:
            yield here, pattern.callback


def model_of(view):
    view_class = getattr(view, "view_class", None)
    return getattr(view, "view_initkwargs", {}).get("model") or getattr(view_class, "model", None)


@pytest.fixture(scope="module")
def addresses():
    return [(route, model_of(view), view) for route, view in views(get_resolver())]


def test_addresses_when_all_are_looked_at_then_none_is_about_what_is_kept_for_good(addresses):
    about = {model for _route, model, _view in addresses}

    assert [route for route, model, _view in addresses if model in KEPT] == []
    assert MonitoringEntry in about  # the models of addresses are found at all
    assert not KEPT & {*get_snippet_models(), *admin.site._registry}


def test_addresses_when_about_audit_rows_then_only_show_them(addresses):
    shown = [view.view_class for _route, model, view in addresses if model in AUDIT]

    assert [view for view in shown if hasattr(view, "post") or hasattr(view, "delete")] == []
