"""A second checkout of the project beside this one, to start and stop as a person would."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from cms.embedded_database import ROOT

SOURCES = ["cms", "catalog", "portal", "search", "templates", "static", "locale", "requirements", "manage.py"]


class Checkout:
    """A second checkout of the project on this machine, with an embedded database of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.started: list[subprocess.Popen[str]] = []
        self.database = root / "database"  # only the tests put it there
        for name in SOURCES:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (ROOT / name).exists():
                shutil.copy(ROOT / name, root / name)

    @property
    def environment(self) -> dict[str, str]:
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"OOBC_EMBEDDED_HOME": str(self.database), "PYTHONPATH": str(self.root), "DEMO_DATA": "no"}
        return {**keep, **own}

    def start(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """Exit code and what was said."""
        process = self.start(*arguments, **variables)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said

    def processes(self, name: str = "") -> dict[int, str]:
        """Number and command line of everything that runs in it or for it, with that in its command."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                place = (folder / "cwd").readlink()
            except OSError:  # it ended while we looked
                continue
            if (str(self.root) in command or place.is_relative_to(self.root)) and name in command:
                found[int(folder.name)] = command
        return found


def ended(checkout: Checkout, name: str = "", *, within: float = 15) -> bool:
    """Whether everything with that in its command ends in time."""
    until = time.monotonic() + within
    while checkout.processes(name) and time.monotonic() < until:
        time.sleep(0.1)
    return not checkout.processes(name)
