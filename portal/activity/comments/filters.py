from typing import Any

import django_filters
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from .enums import CommentState
from .models import Comment
from .querysets import CommentQuerySet

WAITS = [("held", _("New, not shown yet")), ("reported", _("Reported")), ("any", _("New or reported"))]


class CommentFilterSet(WagtailFilterSet):
    waits = django_filters.ChoiceFilter(
        label=_("Waits for a look"), choices=WAITS, method="by_waiting", widget=RadioSelect, empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=CommentState.choices, widget=RadioSelect, empty_label=_("All")
    )

    class Meta:
        model = Comment
        fields: list[str] = []

    def by_waiting(self, rows: CommentQuerySet, name: str, value: str) -> Any:
        return {"held": rows.held, "reported": rows.reported}.get(value, rows.to_look_at)()
