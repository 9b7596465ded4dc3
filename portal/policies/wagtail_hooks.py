from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .desk.brief import brief_urls
from .enums import DecisionKind
from .resting.pages import beside_urls
from .viewsets import PoliciesGroup

register_actions(
    {
        "policies.add": _("Made"),
        "policies.write": _("Changed"),
        "policies.write_text": _("Changed. Written anew: %(texts)s"),
        "policies.hand_in": _("Text handed in"),
        "policies.publish": _("Text published"),
        "policies.return_change": _("Change of the text returned"),
        "policies.unpublish": _("Text taken off the public site"),
        **{f"policies.{kind.value}": kind.label for kind in DecisionKind},
    }
)
register_actions(  # what stands under a recommendation
    {
        "policies.add_milestone": _("Milestone added: %(title)s"),
        "policies.change_milestone": _("Milestone changed: %(title)s"),
        "policies.report_milestone": _("Milestone reported on: %(title)s"),
        "policies.complete_milestone": _("Milestone completed: %(title)s"),
        "policies.give_up_milestone": _("Milestone given up: %(title)s"),
        "policies.reopen_milestone": _("Milestone opened again: %(title)s"),
        "policies.link_evidence": _("Evidence linked"),
        "policies.unlink_evidence": _("Evidence no longer linked"),
        "policies.verify_evidence": _("Evidence verified"),
        "policies.doubt_evidence": _("Verification of evidence taken back"),
        "policies.add_document": _("Document added"),
        "policies.remove_document": _("Document taken off"),
        "policies.relate_need": _("Need linked"),
        "policies.unrelate_need": _("Need no longer linked"),
        "policies.relate_assessment": _("Assessment linked"),
        "policies.unrelate_assessment": _("Assessment no longer linked"),
        "policies.record_impact": _("Impact recorded: %(title)s"),
        "policies.change_impact": _("Impact measured again or changed: %(title)s"),
        "policies.remove_impact": _("Impact removed: %(title)s"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [PoliciesGroup()]


@hooks.register("register_admin_urls")
def urls_of_what_it_rests_on() -> list[URLPattern | URLResolver]:
    return beside_urls()


hooks.register("register_admin_urls", brief_urls)
