"""What a moderator finds on the staff home page: the texts that wait, the longest wait first."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from .models import ApplicationForm, ServiceOffering
from .querysets import EditorialQuerySet

SHOWN = 10


class Register(NamedTuple):
    """A kind of text that OOBC publishes: its screens' namespace and its words."""

    namespace: str
    new: str
    all_of: str


def registers() -> list[tuple[type[ServiceOffering] | type[ApplicationForm], Register]]:
    return [
        (ServiceOffering, Register("catalog_offerings", _("A new service"), _("All %(n)d services to publish"))),
        (ApplicationForm, Register("catalog_forms", _("A new form"), _("All %(n)d forms to publish"))),
    ]


class ToPublishPanel(Component):
    """Wagtail's own panel asks the database anew for every text; this one does not."""

    name = "to-publish"
    order = 60
    template_name = "catalog/admin/to_publish_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        texts, more = [], []
        for waiting, register in _waiting_for(parent_context["request"].user):
            count = waiting.count()
            if count > SHOWN:
                more.append((register.all_of % {"n": count}, _list_of(register)))
            texts += [_told(text, register) for text in waiting[:SHOWN]]
        return {"texts": sorted(texts, key=lambda text: text["since"])[:SHOWN], "more": more}


def _waiting_for(user: AbstractUser) -> Iterator[tuple[EditorialQuerySet, Register]]:
    for model, register in registers():
        yield model.objects.permitted(user, "publish").longest_wait_first(), register


def _list_of(register: Register) -> str:
    return f"{reverse(f'{register.namespace}:list')}?state=moderation"


def _told(text: Any, register: Register) -> dict[str, Any]:
    return {
        "title": text.latest_revision.object_str,
        "edit_url": reverse(f"{register.namespace}:edit", args=[text.pk]),
        "compare_url": reverse(f"{register.namespace}:revisions_compare", args=[text.pk, "live", "latest"]),
        "office": text.office.short_name,
        "by": f"{text.submitter_first_name or ''} {text.submitter_last_name or ''}",
        "since": text.waiting_since,
        "is_change": text.live,
        "what_if_new": register.new,
    }
