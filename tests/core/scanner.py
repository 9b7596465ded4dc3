"""A virus scanner for tests: finds the string that all scanners agree to call a virus."""

from portal.core.uploads.scanning import ScanFailed, Verdict

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class EicarScanner:
    """``eicar://`` answers; ``eicar://down`` does not."""

    def __init__(self, url: str) -> None:
        self.is_down = url.endswith("down")

    def scan(self, content):
        if self.is_down:
            raise ScanFailed("down")
        return Verdict.INFECTED if EICAR in content.read() else Verdict.CLEAN
