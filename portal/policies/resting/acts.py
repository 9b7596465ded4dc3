"""The acts on evidence of a recommendation, a page each."""

from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.evidence.models import EvidenceItem
from portal.policies.actions import resting
from portal.policies.desk.beneath import BeneathAct
from portal.policies.enums import PolicyStatus
from portal.policies.models import PolicyEvidence, PolicyRecommendation
from portal.policies.permissions import can, can_verify

from .forms import EvidenceForm, VerifyForm


def may_keep(user: User, policy: PolicyRecommendation) -> bool:
    """Say what it rests on: its writers, while nobody gave it up."""
    return can(user, "change") and policy.status in PolicyStatus.aimed_at()


def item_named(text: str, user: User) -> EvidenceItem | None:
    """The item that an address names, such as one that was just added."""
    try:
        key = UUID(text)
    except ValueError:
        return None
    found: EvidenceItem | None = EvidenceItem.objects.visible_to(user).filter(pk=key).first()
    return found


def new_item_url(path: str) -> str:
    """Where an item is added that is not in the repository yet; from there the way leads back, with it chosen."""
    return f"{reverse('evidence_register:add')}?{urlencode({'next': path})}"


class LinkEvidenceAct(BeneathAct):
    form_class: type[BaseForm] = EvidenceForm
    template_name = "portal/policies/resting/link_evidence.html"
    page_title = gettext_lazy("Link evidence")
    button_label = gettext_lazy("Link it")
    success_message = gettext_lazy("The evidence is linked. Somebody else verifies it.")
    section = "evidence"

    @classmethod
    def may(cls, user: User, row: PolicyRecommendation) -> bool:
        return may_keep(user, row)

    def explanation(self) -> list[Any]:
        return [_("Who may open it stays as it is in the repository: others see that there is one more, and no word.")]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.actor}

    def get_initial(self) -> dict[str, Any]:
        return {"item": item_named(self.request.GET.get("item", ""), self.actor)}

    def act(self, form: Any) -> None:
        resting.link_evidence(self.object, **form.cleaned_data, by=self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "new_item_url": new_item_url(self.request.path)}


class EvidenceAct(BeneathAct):
    object: PolicyEvidence
    section = "evidence"

    @classmethod
    def is_offered(cls, user: User, row: PolicyEvidence) -> bool:
        return row.policy.status in PolicyStatus.aimed_at() and cls.may(user, row)

    def get_base_object_queryset(self) -> Any:
        return super().get_base_object_queryset().select_related("item", "added_by", "verified_by")

    def state(self) -> list[tuple[Any, Any]]:
        row = self.object
        return [
            (_("Recommendation"), row.policy.title),
            (_("Evidence"), row.item.title),
            (_("Source"), row.item.source),
            (_("Kind of proof"), row.get_type_display()),
            (_("What it shows for this recommendation"), row.finding),
            (_("Added by"), row.added_by),
        ]


class VerifyAct(EvidenceAct):
    form_class = VerifyForm
    template_name = "portal/policies/resting/verify.html"
    page_title = gettext_lazy("Verify")
    button_label = gettext_lazy("It shows this")
    success_message = gettext_lazy("The evidence is verified.")

    @classmethod
    def may(cls, user: User, row: PolicyEvidence) -> bool:
        return can_verify(user, row)

    @classmethod
    def is_offered(cls, user: User, row: PolicyEvidence) -> bool:
        return super().is_offered(user, row) and row.verified_at is None and not row.item.is_withdrawn

    def explanation(self) -> list[Any]:
        return [_("Read it first. You say that it shows what stands here, and how far it can be relied on.")]

    def act(self, form: Any) -> None:
        resting.verify_evidence(self.object, **form.cleaned_data, by=self.actor)


class DoubtAct(EvidenceAct):
    page_title = gettext_lazy("Take the verification back")
    button_label = gettext_lazy("Yes, take it back")
    success_message = gettext_lazy("The evidence has to be verified anew.")
    is_serious = True

    @classmethod
    def may(cls, user: User, row: PolicyEvidence) -> bool:
        return can(user, "review")

    @classmethod
    def is_offered(cls, user: User, row: PolicyEvidence) -> bool:
        return super().is_offered(user, row) and row.verified_at is not None

    def act(self, form: Any) -> None:
        resting.doubt_evidence(self.object, by=self.actor)


class UnlinkAct(EvidenceAct):
    page_title = gettext_lazy("Unlink evidence")
    button_label = gettext_lazy("Yes, unlink it")
    success_message = gettext_lazy("The evidence is no longer linked.")
    is_serious = True

    @classmethod
    def may(cls, user: User, row: PolicyEvidence) -> bool:
        return can(user, "change")

    def explanation(self) -> list[Any]:
        return [_("The item stays in the repository.")]

    def act(self, form: Any) -> None:
        resting.unlink_evidence(self.object, by=self.actor)


EVIDENCE_ACTS: dict[str, type[EvidenceAct]] = {"verify": VerifyAct, "doubt": DoubtAct, "unlink": UnlinkAct}
