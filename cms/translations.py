"""The portal's words in Filipino: found in the code, checked, and made ready for Django.

Public pages are in English and Filipino, staff screens in English. What is for staff only is named in ``STAFF_ONLY``
and kept out of the catalog of messages, so that every message in it must have a Filipino text.
"""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.test.utils import override_settings

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "fil"
PLURAL_FORMS = "nplurals=2; plural=(n > 1);"
# Where public words stand: folders, and single files of rooms that else speak to staff.
SOURCES = [
    "cms",
    "catalog",
    "portal/accounts/sign_in_forms.py",
    "portal/accounts/views.py",
    "portal/communities/enums.py",
    "portal/communities/labels.py",
    "portal/activity/comments",
    "portal/communities/notifications.py",
    "portal/communities/own.py",
    "portal/communities/public",
    "portal/communities/representing/forms.py",
    "portal/communities/representing/places.py",
    "portal/core/uploads",
    "portal/core/typed.py",
    "portal/monitoring/comments.py",
    "portal/monitoring/community.py",
    "portal/monitoring/feedback.py",
    "portal/monitoring/public",
    "portal/monitoring/public_needs.py",
    "portal/monitoring/telling.py",
    "portal/policies/brief.py",
    "portal/policies/community.py",
    "portal/policies/public",
    "portal/policies/telling.py",
    "portal/needs/actions/answering.py",
    "portal/needs/actions/following.py",
    "portal/needs/actions/receiving.py",
    "portal/needs/following",
    "portal/needs/phone",
    "portal/needs/receipt_notice.py",
    "portal/needs/submitting",
    "portal/needs/files.py",
    "portal/needs/notifications/leader.py",
    "portal/needs/community.py",
    "portal/needs/public",
    "portal/notifications/community.py",
    "portal/needs/telling.py",
    "portal/core/abuse.py",
    "portal/geography/labels.py",
    "portal/geography/maps.py",
    "portal/engagement/actions/hearing.py",
    "portal/engagement/community.py",
    "portal/engagement/enums.py",
    "portal/engagement/feedback_page.py",
    "portal/needs/comments.py",
    "templates",
]

# Patterns of paths that only staff see, or that are for signing in; * also crosses folders.
STAFF_ONLY = [
    "*/admin/*",
    "*/apps.py",
    "*/dev_mail/*",
    "*/importing.py",
    "*/management/*",
    "*/migrations/*",
    "*/models/*",
    "*/panels.py",
    "*/viewsets.py",
    "*/viewsets/*",
    "*/wagtail_hooks.py",
    "catalog/actions.py",
    "catalog/applications/deciding/*",
    "catalog/applications/ppas.py",
    "catalog/desk/*",
    "catalog/applications/persons.py",
    "catalog/applications/privacy.py",
    "catalog/applications/report.py",
    "catalog/applications/report_screens.py",
    "catalog/entering/*",
    "catalog/bulk_actions.py",
    "catalog/action_menu.py",
    "catalog/applications/notifications/editable.py",
    "catalog/applications/notifications/office.py",
    "catalog/applications/notifications/placeholders.py",
    "catalog/editing.py",
    "catalog/filters.py",
    "catalog/form_builder/*",
    "catalog/import_*.py",
    "catalog/moderating.py",
    "catalog/notifications.py",
    "catalog/overlap_screens.py",
    "catalog/privacy_screens.py",
    "catalog/privacy_notices/actions.py",
    "catalog/privacy_notices/staff_views.py",
    "catalog/questions/checking.py",
    "catalog/questions/grammar.py",
    "catalog/sheets.py",
    "catalog/tables.py",
    "catalog/use_screens.py",
    "catalog/viewsets.py",
    "catalog/waiting.py",
    "cms/back_office.py",
    "cms/blocks.py",
    "cms/kept_data.py",
    "cms/reference_admin.py",
    "cms/settings/*",
    "portal/*/models.py",
    "portal/*/models/*",
    "portal/activity/comments/filters.py",
    "portal/activity/comments/models.py",
    "portal/activity/comments/waiting.py",
    "portal/communities/actions/*",
    "portal/communities/filters.py",
    "portal/communities/forms.py",
    "portal/communities/staff_views.py",
    "portal/communities/tables.py",
    "portal/core/registers.py",
    "portal/evidence/*",
    "portal/monitoring/actions/calendar.py",
    "portal/monitoring/actions/reporting.py",
    "portal/monitoring/actions/stages.py",
    "portal/monitoring/alerts/*",
    "portal/monitoring/notifications/stages.py",
    "portal/monitoring/stages/*",
    "portal/monitoring/updates/*",
    "portal/needs/actions/attaching.py",
    "portal/needs/attaching/*",
    "portal/notifications/actions.py",
    "portal/notifications/alert*.py",
    "portal/notifications/enums.py",
    "portal/notifications/outbox_report.py",
    "portal/organizations/*",
    "search/*",
    "templates/portal/accounts/*",
    "templates/portal/communities/messages/request_waits.txt",
    "templates/portal/communities/profile/*",
    "templates/portal/communities/representatives.html",
    "templates/catalog/form_builder/*",
    "templates/catalog/messages/*",
    "templates/portal/core/*",
    "templates/portal/policies/desk/*",
    "templates/portal/policies/messages/*",
    "templates/portal/evidence/*",
    "templates/portal/monitoring/_number.html",
    "templates/portal/monitoring/messages/stage_*.txt",
    "templates/portal/monitoring/stages/*",
    "templates/portal/monitoring/updates/*",
    "templates/portal/monitoring/importing/*",
    "templates/portal/monitoring/boards/*",
    "templates/portal/monitoring/gap/*",
    "templates/portal/monitoring/justification/*",
    "templates/portal/monitoring/linking/*",
    "templates/portal/monitoring/ceilings/*",
    "templates/portal/monitoring/money/*",
    "templates/portal/monitoring/policy_budget/*",
    "templates/portal/monitoring/tagging/*",
    "templates/portal/monitoring/costs/*",
    "templates/portal/monitoring/scorecard/*",
    "templates/portal/monitoring/desk/*",
    "templates/portal/monitoring/messages/*",
    "templates/portal/policies/desk/*",
    "templates/portal/policies/impacts/*",
    "templates/portal/policies/messages/*",
    "templates/portal/policies/milestones/*",
    "templates/portal/policies/resting/*",
    "templates/portal/needs/desk/*",
    "templates/portal/needs/forwarding/*",
    "templates/portal/needs/messages/*",
    "templates/portal/needs/summaries/*",
    "templates/portal/notifications/messages/alerts.txt",
    "templates/portal/notifications/messages/daily_mail.txt",
    "templates/portal/organizations/*",
    "templates/wagtailadmin/*",
]


def catalogs(root: Path = ROOT) -> Iterator[Path]:
    """Every catalog that people edit."""
    return (root / "locale").glob("*/LC_MESSAGES/django.po")


def compile_catalogs(root: Path = ROOT) -> int:
    """Write the file that Django reads beside each catalog; how many there are."""
    found = list(catalogs(root))
    for path in found:
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parts[-3]))
    return len(found)


def extract(root: Path = ROOT) -> None:
    """Bring the Filipino catalog up to date with the code. Needs GNU gettext."""
    _make_messages(root / "locale")


def problems(root: Path = ROOT) -> list[str]:
    """What keeps the Filipino catalog from being complete, one sentence each. Needs GNU gettext."""
    with tempfile.TemporaryDirectory() as scratch:
        _make_messages(Path(scratch))
        wanted = read_catalog(_path(Path(scratch)))
    return list(compare(wanted, read_catalog(_path(root / "locale"))))


def compare(wanted: Catalog, kept: Catalog) -> Iterator[str]:
    """Messages of the code that the catalog lacks, messages it keeps in vain, and texts that are not finished."""
    messages = {_key(message): message for message in kept if message.id}
    code = {_key(message): message for message in wanted if message.id}
    for key in sorted(code.keys() - messages.keys(), key=str):
        yield f"Not in the catalog, run `make messages`: {_quoted(code[key])}"
    for key in sorted(messages.keys() - code.keys(), key=str):
        yield f"No longer in the code, run `make messages`: {_quoted(messages[key])}"
    for key in sorted(code.keys() & messages.keys(), key=str):
        yield from _unfinished(messages[key], kept)


def _unfinished(message: Message, catalog: Catalog) -> Iterator[str]:
    texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    if not all(texts):
        yield f"Without a Filipino text: {_quoted(message)}"
    elif message.fuzzy:
        yield f"A guess (fuzzy), to be read and confirmed: {_quoted(message)}"
    else:
        for error in message.check(catalog):
            yield f"{error}: {_quoted(message)}"


def read_catalog(path: Path) -> Catalog:
    """The catalog of that file; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as source:
        return read_po(source, locale=LANGUAGE)


def _path(locale_folder: Path) -> Path:
    return locale_folder / LANGUAGE / "LC_MESSAGES" / "django.po"


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _quoted(message: Message) -> str:
    return f'"{_key(message)[1]}"'


def _make_messages(locale_folder: Path) -> None:
    """Django's makemessages over our sources alone: it walks its working folder, which here holds nothing else."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for source in SOURCES:
            Path(folder, source).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, source).symlink_to(ROOT / source)
        with override_settings(LOCALE_PATHS=[str(locale_folder)]):
            call_command(
                "makemessages",
                locale=[LANGUAGE],
                ignore_patterns=STAFF_ONLY,
                symlinks=True,
                no_location=True,
                no_obsolete=True,
                verbosity=0,
            )
    catalog = _path(locale_folder)
    if catalog.exists():
        text = re.sub(r'"POT-Creation-Date: .*\n', "", catalog.read_text())  # it changes when nothing does
        catalog.write_text(text.replace("nplurals=INTEGER; plural=EXPRESSION;", PLURAL_FORMS))  # gettext's blank form
