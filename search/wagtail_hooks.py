from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portal.activity import register_actions

from .viewsets import SearchGroup, search_group

register_actions(
    {
        "search.add_synonyms": _("Synonyms added"),
        "search.change_synonyms": _("Synonyms changed"),
        "search.deactivate_synonyms": _("Taken out of use"),
        "search.activate_synonyms": _("Used again"),
        "search.answer_search": _("Made of a failed search (judged queries: %(score_before)s → %(score_after)s)"),
        "search.promote": _("Promoted"),
        "search.change_promotion": _("Promotion changed"),
        "search.end_promotion": _("Promotion ended"),
    }
)


@hooks.register("register_admin_viewset")
def staff_screens() -> SearchGroup:
    return search_group
