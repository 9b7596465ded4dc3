"""Search in the back office: what people searched for, what words mean, what stands first."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.permissions import policy_registry

from portal.core.registers import RegisterViewSet

from .filters import PromotionFilterSet, SynonymFilterSet
from .forms import MAIN_LANGUAGES, PromotionForm, SynonymForm
from .languages import LANGUAGES
from .models import PromotedResult, SearchLog, SynonymGroup
from .views import promotions, searches, synonyms


class SearchesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(SearchLog).user_has_permission(request.user, "view"))


class SearchesViewSet(ViewSet):
    """The report in its three views, and the way from a failed search to a synonym."""

    name = "searches"
    url_prefix = "search/searches"
    icon = "search"
    menu_label = _("Searches")
    menu_name = "searches"
    menu_item_class = SearchesMenuItem
    lists = (searches.SearchesReport, searches.FailedSearches, searches.SearchesWithoutClick)

    def get_urlpatterns(self) -> list[URLPattern]:
        answer = path("<int:pk>/answer/", searches.AnswerSearchView.as_view(), name="answer")
        return [*(pattern for view in self.lists for pattern in self._list(view)), answer]

    def _list(self, view: type[searches.SearchesReport]) -> list[URLPattern]:
        name, folder = view.shows, "" if view.shows == "index" else f"{view.shows.replace('_', '-')}/"
        shared: dict[str, Any] = {
            "permission_policy": policy_registry.get_by_type(SearchLog),
            "index_url_name": self.get_url_name(name),
            "index_results_url_name": self.get_url_name(f"{name}_results"),
        }
        return [
            path(folder, view.as_view(**shared), name=name),
            path(f"{folder}results/", view.as_view(results_only=True, **shared), name=f"{name}_results"),
        ]

    @property
    def menu_url(self) -> str:
        return reverse(self.get_url_name("index"))


class SynonymViewSet(RegisterViewSet):
    model = SynonymGroup
    name = "synonyms"
    url_prefix = "search/synonyms"
    menu_label = _("Synonyms")
    menu_name = "synonyms"
    icon = "openquote"
    ordering = "sort_name"
    filterset_class = SynonymFilterSet
    export_filename = "synonyms"
    index_view_class = synonyms.SynonymIndexView
    add_view_class = synonyms.AddSynonymsView
    edit_view_class = synonyms.EditSynonymsView
    inspect_view_class = synonyms.SynonymProfileView
    acts = {"deactivate": synonyms.DeactivateSynonymsView, "activate": synonyms.ActivateSynonymsView}
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("meaning"), FieldPanel("role")], heading=_("Meaning")),
            MultiFieldPanel([FieldPanel(f"words_{code}") for code in MAIN_LANGUAGES], heading=_("Words")),
            MultiFieldPanel(
                [FieldPanel(f"words_{code}") for code in LANGUAGES if code not in MAIN_LANGUAGES],
                heading=_("Words in other languages"),
                classname="collapsed",
            ),
            MultiFieldPanel([FieldPanel("related"), FieldPanel("source"), FieldPanel("note")], heading=_("Around it")),
        ],
        base_form_class=SynonymForm,
    )


class PromotionViewSet(RegisterViewSet):
    model = PromotedResult
    name = "promoted_results"
    url_prefix = "search/promoted"
    menu_label = _("Promoted results")
    menu_name = "promoted-results"
    icon = "pick"
    ordering = "-start_date"
    filterset_class = PromotionFilterSet
    export_filename = "promoted-results"
    index_view_class = promotions.PromotionIndexView
    add_view_class = promotions.PromoteView
    edit_view_class = promotions.EditPromotionView
    inspect_view_class = promotions.PromotionProfileView
    acts = {"end": promotions.EndPromotionView}
    edit_handler = ObjectList(
        [
            FieldPanel("row"),
            FieldPanel("phrases"),
            FieldPanel("position"),
            FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
            FieldPanel("note"),
        ],
        base_form_class=PromotionForm,
    )


class SearchGroup(ModelViewSetGroup):
    """The submenu "Search"; a room whose rows are searched takes it into its own menu."""

    items = (SearchesViewSet, SynonymViewSet, PromotionViewSet)
    menu_label = _("Search")
    menu_name = "search-words"
    menu_icon = "search"
    add_to_admin_menu = False


search_group = SearchGroup()
