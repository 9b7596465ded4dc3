"""``make run``: web, worker and scheduler in one terminal, which begin and end together.

Ctrl-C or SIGTERM ends them, and the embedded database with them. Should this process be killed, the kernel ends them
(on Linux). A part that ends by itself is started again, unless it keeps doing so.
"""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

from cms import embedded_database, set_up
from cms.processes import end_with_parent, ending_with

ROOT = Path(__file__).resolve().parent.parent
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")

SECONDS_TO_BE_READY = 90
SECONDS_TO_END = 6
STARTS_A_MINUTE = 5


class Stop(Exception):
    """Somebody asked this process to end. Raised in ``pause`` alone, so never in the middle of starting a part."""


_signals: list[int] = []


def pause(seconds: float) -> None:
    """Wait, or stop if asked to."""
    until = time.monotonic() + seconds
    while not _signals and time.monotonic() < until:
        time.sleep(min(0.2, seconds))
    if _signals:
        raise Stop


class Part:
    """A process of ours: in a group of its own, so that Ctrl-C reaches us alone and we end the parts in order."""

    def __init__(self, name: str, *command: str) -> None:
        self.name = name
        self.command = [sys.executable, *command]
        self.starts: deque[float] = deque(maxlen=STARTS_A_MINUTE)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "subprocess.Popen[bytes]":
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=ending_with(os.getpid(), signal.SIGKILL),
        )
        return self.process

    def mend(self) -> None:
        """Start it again if it has ended; give up if that happens over and over."""
        if self.process is None or self.process.poll() is None:
            return
        if len(self.starts) == STARTS_A_MINUTE and time.monotonic() - self.starts[0] < 60:
            raise SystemExit(f"The {self.name} ended {STARTS_A_MINUTE} times within a minute; see above why.")
        say(f"The {self.name} ended with code {self.process.returncode} and is started again.")
        pause(1)
        self.start()

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_for_end(self, until: float) -> None:
        """Gone by then, if need be by force."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


SET_UP = Part("set-up", "manage.py", "set_up")
WEB = Part("web server", "-m", "gunicorn", "-c", "python:cms.gunicorn_conf", "cms.wsgi")
WORKER = Part("worker", "manage.py", "db_worker", "--queue-name", "*")
SCHEDULER = Part("scheduler", "manage.py", "run_scheduler")


def main() -> None:
    """Set up if needed, start the parts, and stay until asked to end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    os.environ.setdefault("GRACEFUL_SECONDS", str(SECONDS_TO_END - 2))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: _signals.append(number))
    if os.environ.get("MAKELEVEL"):
        end_with_parent(signal.SIGTERM)  # make itself may be killed
    try:
        check_port()
        embedded_database.join_by_default()
        if not set_up.is_done():
            set_up_now()
        check_port()  # set-up takes a while, and what answers below must be ours
        run()
    except Stop:
        say("Ending …")
    finally:
        end()


def set_up_now() -> None:
    """In a process of its own, for it needs Django and its memory only once."""
    process = SET_UP.start()
    while process.poll() is None:
        pause(0.2)
    if process.returncode != 0:
        raise SystemExit("Set-up did not succeed; see above why.")


def run() -> None:
    """The web server first, for somebody waits for it; the others when it answers."""
    WEB.start()
    until = time.monotonic() + SECONDS_TO_BE_READY
    while not answers():
        if time.monotonic() > until:
            raise SystemExit(f"The web server was not ready within {SECONDS_TO_BE_READY} seconds; see above why.")
        WEB.mend()
        pause(0.2)
    say(f"The portal answers at http://localhost:{PORT}/ (Ctrl-C ends it).")
    for part in (WORKER, SCHEDULER):
        part.start()
    while True:
        for part in (WEB, WORKER, SCHEDULER):
            part.mend()
        pause(1)


def end() -> None:
    """All parts at once, then the database, unless others use it."""
    parts = (SET_UP, WEB, WORKER, SCHEDULER)
    until = time.monotonic() + SECONDS_TO_END
    for part in parts:
        part.ask_to_end()
    for part in parts:
        part.wait_for_end(until)
    if embedded_database.is_joined():
        embedded_database.leave()
        if not embedded_database.wait_until_stopped(3):
            say("The embedded database is still up: another command of this checkout uses it, or it is still writing.")


def check_port() -> None:
    """Say now, in a sentence, what would else be the web server's long complaint."""
    if not PORT.isdecimal() or not 0 < int(PORT) < 65_536:
        raise SystemExit("PORT must be a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise SystemExit(f"Cannot listen at {HOST}, port {PORT}: {problem.strerror}.") from None
            raise SystemExit(
                f"Port {PORT} is taken by another program. Choose another one, as in: make run PORT={int(PORT) + 1}"
            ) from None


def answers() -> bool:
    """Whether the web server is ready to serve."""
    connection = http.client.HTTPConnection(HOST, int(PORT), timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 - a person in a terminal reads this


if __name__ == "__main__":
    main()
