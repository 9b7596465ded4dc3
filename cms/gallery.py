"""Invented content for the gallery of components."""

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest


class SpecimenForm(forms.Form):
    """One field of each kind that public forms use."""

    name = forms.CharField(label="Your name", max_length=100)
    phone = forms.CharField(
        label="Mobile number",
        required=False,
        help_text="We only call about this message. For example 0917 123 4567.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    region = forms.ChoiceField(label="Where do you live?", choices=[("", "Choose one"), ("IX", "Region IX")])
    wish = forms.ChoiceField(
        label="How should we answer?",
        choices=[("sms", "By text message"), ("email", "By e-mail")],
        widget=forms.RadioSelect,
    )
    message = forms.CharField(label="What is wrong on this page?", widget=forms.Textarea(attrs={"rows": 4}))
    agrees = forms.BooleanField(label="The office may keep my number until it has answered.")


def specimens(request: HttpRequest) -> dict[str, Any]:
    numbers = Paginator(range(1, 241), 20)
    wrong = SpecimenForm({"phone": "12", "region": ""}, prefix="wrong")
    wrong.full_clean()
    wrong.add_error("phone", "Write the whole number, for example 0917 123 4567.")
    return {
        "form": SpecimenForm(auto_id="id_gallery_%s"),
        "wrong_form": wrong,
        "first_page": numbers.page(1),
        "middle_page": numbers.page(6),
        "options": [
            {"label": "Education", "value": "education", "count": 17, "active": True},
            {"label": "Health", "value": "health", "count": 4, "active": False},
            {
                "label": "Agriculture, fisheries and agrarian reform",
                "value": "agri",
                "count": 9,
                "active": False,
            },
            {"label": "Housing", "value": "housing", "count": 0, "active": False},
        ],
        "regions": [("IX", "Region IX – Zamboanga Peninsula"), ("XII", "Region XII – SOCCSKSARGEN")],
        "index_items": [
            {"label": "Education and scholarships", "url": "?category=education", "count": 17},
            {"label": "Health", "url": "?category=health", "count": 4},
            {"label": "Help in an emergency", "url": "?category=emergency", "count": None},
        ],
        "trail": [("Home", "/"), ("Services", "/catalog/")],
        "some_day": datetime.date(2026, 6, 5),
    }
