"""The screen on which needs of one assessment are imported."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.import_screens import ImportScreen
from portal.core.importing import Report
from portal.needs.models import Assessment
from portal.needs.permissions import can_record

from .sheet import MOST, import_needs
from .workbook import write_workbook


def screen_of(user: Any, pk: Any) -> ImportScreen:
    """The screen for one assessment, which the person may see."""
    assessment = Assessment.objects.visible_to(user).with_place().filter(pk=pk).first()
    if assessment is None:
        raise Http404

    def run(file: Any, by: User, dry_run: bool) -> Report:
        return import_needs(assessment, file, by=by, dry_run=dry_run)

    return replace(
        IMPORT_SCREEN,
        title=_("Import needs: %(assessment)s") % {"assessment": assessment},
        run=run,
        write_example=lambda file: write_workbook(assessment, file, by=user),
    )


def _unbound(*args: Any) -> Any:
    raise TypeError("This screen works for one assessment only.")


IMPORT_SCREEN = ImportScreen(
    name="needs_import",
    path="needs/assessments/import-needs/<uuid:pk>/",
    title=gettext_lazy("Import needs"),
    introduction=gettext_lazy(
        "One row is one need. Name the smallest place that holds it, with what lies around it where a name repeats; "
        "without a place it is the place of the assessment. A need of the same title and place that is in the register "
        "already is left as it is. The workbook has lists to choose from."
    ),
    run=_unbound,
    may_import=can_record,
    write_example=_unbound,
    example_name="needs-to-fill-in.xlsx",
    most_rows=MOST,
    done_url_name="needs_assessments:inspect",
    bound=screen_of,
)
