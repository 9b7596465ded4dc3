"""The staff screen "Import services"."""

from django.utils.translation import gettext_lazy as _

from portal.core.import_screens import ImportScreen

from .importing import can_import, import_offerings
from .tables import write_example

IMPORT_SCREEN = ImportScreen(
    name="catalog_import",
    path="catalog/services/import/",
    title=_("Import services"),
    introduction=_(
        "New services arrive as drafts, and changed ones get a new draft: the public sees nothing of it before OOBC "
        "publishes. A row is known again by its import key or its service ID. An exported list can be mended in Excel "
        "and imported here."
    ),
    run=lambda file, by, dry_run: import_offerings(file, by=by, dry_run=dry_run),
    may_import=can_import,
    write_example=write_example,
    example_name="services-example.xlsx",
    done_url_name="catalog_offerings:list",
)
