"""Where somebody lives: region, province, town and barangay, one choice a page, so that no page needs a script.

A place is kept as ``{"region": …, "province": …, "municipality": …, "barangay": …}``: the code of the region, the PSGC
of province and municipality, and the barangay's name. A place that is not chosen to the end yet lacks the later steps.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.geography.models import Barangay, Municipality, Place, PlaceQuerySet, Province, Region

Chosen = dict[str, str]

STEPS = ("region", "province", "municipality", "barangay")
LABELS = {
    "region": gettext_lazy("Region"),
    "province": gettext_lazy("Province or independent city"),
    "municipality": gettext_lazy("Town or city"),
    "barangay": gettext_lazy("Barangay"),
}
LONGEST_BARANGAY = 150


def next_step(chosen: Mapping[str, str]) -> str | None:
    """What is to be chosen next; None once the place is complete."""
    return next((step for step in STEPS if not chosen.get(step)), None)


def names_of(chosen: Mapping[str, str]) -> list[str]:
    """The steps that were chosen, as people call them, the largest first."""
    if "municipality" in chosen:
        town = Municipality.objects.select_related("province__region").filter(psgc=chosen["municipality"]).first()
        known: list[Any] = [town.province.region, town.province, town] if town else []
    elif "province" in chosen:
        province = Province.objects.select_related("region").filter(psgc=chosen["province"]).first()
        known = [province.region, province] if province else []
    else:
        known = list(Region.objects.filter(code=chosen.get("region", "")))
    return [*map(str, known), *([chosen["barangay"]] if chosen.get("barangay") else [])]


def in_words(chosen: Mapping[str, str]) -> str:
    """``Calumpang, City of General Santos, Region XII – Soccsksargen``."""
    return ", ".join(dict.fromkeys(reversed(names_of(chosen))))


def _regions(_chosen: Mapping[str, str]) -> PlaceQuerySet:
    return cast(PlaceQuerySet, Region.objects.valid())


def _provinces(chosen: Mapping[str, str]) -> PlaceQuerySet:
    return Province.objects.valid().filter(region__code=chosen["region"])


def _towns(chosen: Mapping[str, str]) -> PlaceQuerySet:
    return Municipality.objects.valid().filter(
        province__psgc=chosen["province"], province__region__code=chosen["region"]
    )


def _barangays(chosen: Mapping[str, str]) -> PlaceQuerySet:
    return Barangay.objects.valid().filter(municipality__psgc=chosen["municipality"])


TO_CHOOSE_FROM: dict[str, Callable[[Mapping[str, str]], PlaceQuerySet]] = {
    "region": _regions,
    "province": _provinces,
    "municipality": _towns,
    "barangay": _barangays,
}
KEYS = {"region": "code", "province": "psgc", "municipality": "psgc", "barangay": "name"}


def options(step: str, chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """Values and names for the next step; none for the barangays that the portal does not list."""
    places: list[Place] = list(TO_CHOOSE_FROM[step](chosen))
    return [
        (getattr(place, KEYS[step]), place.index_name if step == "municipality" else str(place)) for place in places
    ]


class PlaceWidget(forms.Widget):
    """What was chosen, in words, and the next step to choose."""

    use_fieldset = True
    template = "catalog/applying/place.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Chosen:
        if data.get("again") == name:
            return {}
        typed = {step: str(data.get(f"{name}-{step}", "")).replace("\x00", "").strip() for step in STEPS}
        return {step: value for step, value in typed.items() if value}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}-{step}" in data for step in STEPS)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = _without_gaps(value or {})
        step = next_step(chosen)
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "is_wrong": bool((attrs or {}).get("aria-invalid")),
            "chosen": list(chosen.items()),
            "names": list(dict.fromkeys(names_of(chosen))) if chosen else [],
            "step": step,
            "label": LABELS[step] if step else "",
            "options": options(step, chosen) if step else [],
        }
        return render_to_string(self.template, context)

    def id_for_label(self, id_: str) -> str:
        return ""


def _without_gaps(chosen: Mapping[str, str]) -> Chosen:
    """Up to the first step that is missing: what comes after it has no meaning without it."""
    kept: Chosen = {}
    for step in STEPS:
        if not chosen.get(step):
            break
        kept[step] = chosen[step]
    return kept


class PlaceField(forms.Field):
    """A place, perhaps not chosen to the end yet: ``is_unfinished`` says so. Whoever shows it asks on."""

    widget = PlaceWidget

    def clean(self, value: Any) -> Chosen | None:
        chosen = _without_gaps(value or {})
        if not chosen:
            if self.required:
                raise forms.ValidationError(_("Choose where it is."), code="required")
            return None
        for step in chosen:
            if not self._exists(step, chosen):
                raise forms.ValidationError(_("Choose from the list."), code="invalid_choice")
        return chosen

    def _exists(self, step: str, chosen: Chosen) -> bool:
        value = chosen[step]
        if len(value) > LONGEST_BARANGAY:
            return False
        places = TO_CHOOSE_FROM[step](chosen)
        if places.filter(**{KEYS[step]: value}).exists():
            return True
        return step == "barangay" and not places.exists()


def is_unfinished(chosen: Any) -> bool:
    return bool(chosen) and next_step(chosen) is not None


def was_offered(data: Mapping[str, Any], name: str, chosen: Mapping[str, str]) -> bool:
    """Whether the page already asked for the step that is missing."""
    return f"{name}-{next_step(chosen)}" in data
