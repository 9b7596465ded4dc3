from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .attaching import evidence_urls
from .views import in_figures
from .viewsets import engagement_viewset, feedback_viewset

register_actions(
    {
        "engagement.plan": _("Engagement planned"),
        "engagement.change": _("Engagement changed"),
        "engagement.change_texts": _("Engagement changed (text: %(texts)s)"),
        "engagement.schedule": _("Days set"),
        "engagement.begin": _("Begun"),
        "engagement.complete": _("Completed"),
        "engagement.postpone": _("Postponed"),
        "engagement.cancel": _("Cancelled"),
        "engagement.count": _("Number written down (%(measure)s: %(was)s → %(value)s)"),
        "engagement.name_facilitator": _("Facilitator named"),
        "engagement.leave_out_facilitator": _("Facilitator left out"),
        "engagement.link_need": _("Need linked"),
        "engagement.unlink_need": _("Need no longer linked"),
        "engagement.give_feedback": _("Feedback given by a representative"),
        "engagement.write_down_feedback": _("Feedback written down"),
        "engagement.ask_for_follow_up": _("Follow-up asked for"),
        "engagement.follow_up": _("Followed up"),
        "engagement.feedback_exported": _("Feedback handed out to who gave it"),
        "engagement.feedback_erased": _("Words and author of feedback erased"),
        "engagement.demonstrate": _("Loaded as a demonstration"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> list[object]:
    return [engagement_viewset, feedback_viewset]


hooks.register("register_admin_urls", evidence_urls)


@hooks.register("register_admin_urls")
def figures_url() -> list[URLPattern]:
    return [path("engagements-in-figures/", in_figures, name="engagement_figures")]
