"""Looking for viruses before anybody opens a file: in the background, by the scanner that ``VIRUS_SCANNER`` names.

A scanner is made from that setting by the function which ``VIRUS_SCANNERS`` names for its scheme. While it does not
answer, files wait; the sweep tries them again.
"""

import logging
from enum import Enum
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import File
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.core.models import PrivateFile
from portal.core.models.private_file import Scan

logger = logging.getLogger(__name__)

SWEEP = f"{__name__}.scan_waiting"
BATCH = 200
FAILURES_IN_A_ROW = 3  # then the scanner is down, and the rest can wait for the next sweep


class Verdict(Enum):
    CLEAN = Scan.CLEAN
    INFECTED = Scan.INFECTED


class ScanFailed(Exception):
    """The scanner gave no verdict; it may at another time."""


class Scanner(Protocol):
    def scan(self, content: File) -> Verdict:
        """What the scanner says of these bytes; raises ``ScanFailed`` if it says nothing."""


def is_on() -> bool:
    return bool(settings.VIRUS_SCANNER != "none")


def scanner() -> Scanner:
    """The scanner of this installation."""
    made_by: str = settings.VIRUS_SCANNERS[urlsplit(settings.VIRUS_SCANNER).scheme]
    made: Scanner = import_string(made_by)(settings.VIRUS_SCANNER)
    return made


def scan_waiting() -> int:
    """Scan what waits; the number of files that got a verdict. Scanning one twice does no harm."""
    if not is_on():
        return 0
    spoken, failures = 0, 0
    for file in PrivateFile.objects.to_scan()[:BATCH]:
        if _scan(scanner(), file):
            spoken, failures = spoken + 1, 0
        else:
            failures += 1
        if failures >= FAILURES_IN_A_ROW:
            break
    return spoken


def something_waits() -> bool:
    """Whether a sweep would find anything."""
    return is_on() and PrivateFile.objects.to_scan().exists()


def _scan(by: Scanner, file: PrivateFile) -> bool:
    try:
        with file.file.open("rb") as content:
            verdict = by.scan(content).value
    except (ScanFailed, OSError) as failure:
        logger.warning("private file %s not scanned: %s", file.pk, type(failure).__name__)
        verdict = Scan.FAILED
    if verdict == Scan.INFECTED:
        logger.error("private file %s holds a virus", file.pk)
    PrivateFile.objects.to_scan().filter(pk=file.pk).update(scan=verdict, scanned_at=timezone.now())
    return bool(verdict != Scan.FAILED)
