import http.client
import json
import os
import signal
import socket
import sys
import time

import pytest

from tests.cms.checkout import ended

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.xdist_group("a second checkout"),  # it is set up once
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, address):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def start(checkout):
    """The portal in the other checkout, and its port, once it answers."""
    port = free_port()
    supervisor = checkout.start("-m", "cms.supervisor", PORT=str(port))
    said = []
    for line in supervisor.stdout:
        said.append(line)
        if line.startswith("The portal answers"):
            return supervisor, port
    pytest.fail("".join(said))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda how: how.name)
def test_run_when_ended_then_no_process_is_left_within_ten_seconds(checkout, how):
    supervisor, port = start(checkout)
    assert get(port, "/catalog/")[0] == 200
    assert json.loads(get(port, "/health/ready")[1])["ready"] is True

    began = time.monotonic()
    supervisor.send_signal(how)
    supervisor.wait(timeout=15)
    is_gone = ended(checkout, within=10)

    assert is_gone
    assert time.monotonic() - began < 10
    assert supervisor.returncode == (-signal.SIGKILL if how == signal.SIGKILL else 0)


def test_run_when_done_before_then_does_not_set_up_again(checkout):
    stamp = checkout.root / "var" / "set-up"
    supervisor, _ = start(checkout)
    was = stamp.stat().st_mtime_ns
    supervisor.terminate()
    supervisor.communicate(timeout=30)

    start(checkout)

    assert stamp.stat().st_mtime_ns == was


def test_run_when_the_web_server_is_killed_then_it_is_started_again(checkout):
    _, port = start(checkout)

    os.kill(min(checkout.processes("gunicorn")), signal.SIGKILL)
    is_gone = wait_until(lambda: not _answers(port))

    assert is_gone
    assert wait_until(lambda: _answers(port), seconds=30)


def wait_until(condition, seconds=15):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)
    return condition()


def _answers(port):
    try:
        return get(port, "/health/live")[0] == 200
    except OSError:
        return False


@pytest.mark.parametrize(
    ("port", "sentence"),
    [
        ("taken", "is taken by another program. Choose another one, as in: make run PORT="),
        ("x", "PORT must be a number from 1 to 65535."),
        ("70000", "PORT must be a number from 1 to 65535."),
    ],
)
def test_run_when_the_port_cannot_be_had_then_a_sentence(checkout, port, sentence):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, said = checkout.run("-m", "cms.supervisor", PORT=port.replace("taken", str(other.getsockname()[1])))

    assert code == 1
    assert sentence in said
    assert "Traceback" not in said
