"""Who may do what with a service, in sentences; and what each group brings."""

from typing import TYPE_CHECKING, TypeAlias

from django.contrib.auth.models import AbstractUser, AnonymousUser

from portal.core.persons import may_answer_persons
from portal.organizations.scope import reach_of

if TYPE_CHECKING:
    from django.db import models

    from .models import ApplicationForm, OfferingOverlap, OfferingReport, ServiceApplication, ServiceOffering

    Text: TypeAlias = ServiceOffering | ApplicationForm

_EDIT = ["add", "change", "view", "check"]
_READ = ["view"]
_MODERATE = ["add", "change", "view", "check", "publish", "lock", "unlock"]
_REPORTS = ["catalog.view_offeringreport", "catalog.change_offeringreport"]
_SEE_OVERLAPS = ["catalog.view_offeringoverlap"]
_SET_APART = ["catalog.change_offeringoverlap"]


_KEEP_FORMS = ["add", "change", "view"]
_MODERATE_FORMS = ["add", "change", "view", "publish", "lock", "unlock"]
_CASES = [f"catalog.{action}_serviceapplication" for action in ("add", "view", "change", "decide", "count")]
_FIGURES = ["catalog.count_serviceapplication"]


def _on_forms(actions: list[str]) -> list[str]:
    return [f"catalog.{action}_applicationform" for action in actions]


def _on_offerings(actions: list[str]) -> list[str]:
    return [f"catalog.{action}_serviceoffering" for action in actions]


ROLE_PERMISSIONS = {
    "mao_editor": [*_on_offerings(_EDIT), *_REPORTS, *_SEE_OVERLAPS, *_on_forms(_KEEP_FORMS), *_CASES],
    "mao_focal": [*_on_offerings(_EDIT), *_REPORTS, *_SEE_OVERLAPS, *_on_forms(_KEEP_FORMS), *_CASES],
    "oobc_staff": [
        *_on_offerings(_MODERATE),
        *_REPORTS,
        *_SEE_OVERLAPS,
        *_SET_APART,
        *_on_forms(_MODERATE_FORMS),
        *_FIGURES,
    ],
    "oobc_planner": [*_on_offerings(_READ), *_on_forms(_READ), *_FIGURES],
    "budget_officer": [*_on_offerings(_READ), *_on_forms(_READ)],
    "me_officer": [*_on_offerings(_READ), *_on_forms(_READ), *_FIGURES],
    "ocm_leadership": [*_on_offerings(_READ), *_on_forms(_READ), *_FIGURES],
    "administrator": [
        "catalog.erase_serviceapplication",
        "catalog.change_privacynotice",
        "catalog.change_dataprotectionofficer",
    ],
}


def can_change(user: AbstractUser, text: "Text") -> bool:
    return _may(user, "change", text)


def can_publish(user: AbstractUser, text: "Text") -> bool:
    return _may(user, "publish", text)


def can_start_form(user: AbstractUser, offering: "ServiceOffering") -> bool:
    from .models import ApplicationForm  # the models need this module

    reach = reach_of(user, ApplicationForm, "add")
    return reach.everything or offering.offering_mao_id in reach.organizations


def can_set_as_checked(user: AbstractUser, offering: "ServiceOffering") -> bool:
    return _may(user, "check", offering)


def can_handle_reports(user: AbstractUser, report: "OfferingReport") -> bool:
    reach = reach_of(user, type(report), "change")
    return reach.everything or report.offering.offering_mao_id in reach.organizations


def can_set_apart(user: AbstractUser, overlap: "OfferingOverlap") -> bool:
    """Who coordinates the offices says whether two of their services are different, not one of the two offices."""
    return reach_of(user, type(overlap), "change").everything


def can_work_on(user: AbstractUser, application: "ServiceApplication") -> bool:
    """Take up, assign, check papers, write notes: the people of the office whose service it is."""
    return _in_own_office(user, "change", application)


def can_decide(user: AbstractUser, application: "ServiceApplication") -> bool:
    """Ask the applicant, decide, and what follows from it."""
    return _in_own_office(user, "decide", application)


def can_answer_persons(user: AbstractUser | AnonymousUser) -> bool:
    """Hand a person a copy of what is theirs, and erase it, across all offices."""
    return may_answer_persons(user)


def can_keep_privacy_notice(user: AbstractUser | AnonymousUser) -> bool:
    return user.has_perm("catalog.change_privacynotice")


def _in_own_office(user: AbstractUser, action: str, application: "ServiceApplication") -> bool:
    """Cases are their office's alone: a right that reaches everywhere reaches none of them."""
    return application.service.offering_mao_id in reach_of(user, type(application), action).organizations


def _may(user: AbstractUser, action: str, text: "Text") -> bool:
    model: type[models.Model] = type(text)
    reach = reach_of(user, model, action)
    return reach.everything or text.office.pk in reach.organizations
