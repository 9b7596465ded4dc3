"""The screens on which an office keeps its application forms."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView

from catalog.models import ApplicationForm
from portal.core.access import ScopedIndexMixin, ScopedSnippetViewSet


class FormIndexView(ScopedIndexMixin, IndexView):
    pass


class ApplicationFormViewSet(ScopedSnippetViewSet):
    model = ApplicationForm
    icon = "form"
    menu_label = _("Application forms")
    menu_name = "application-forms"
    base_url_path = "catalog/forms"
    admin_url_namespace = "catalog_forms"
    chooser_admin_url_namespace = "catalog_form_chooser"
    chooser_base_url_path = "catalog/forms/choose"
    index_view_class = FormIndexView
    list_display = ["__str__", LiveStatusTagColumn(), UpdatedAtColumn()]
