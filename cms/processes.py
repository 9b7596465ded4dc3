"""How processes of one checkout end together."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def end_with_parent(wanted: signal.Signals) -> None:
    """Ask the kernel to signal this process as soon as its parent ends, however it ends. Linux only; else nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(wanted), 0, 0, 0)


def ending_with(parent: int, wanted: signal.Signals) -> Callable[[], None]:
    """For ``Popen(preexec_fn=…)``: the child ends with its parent, even with one that ended before we could ask."""

    def in_child() -> None:
        end_with_parent(wanted)
        if os.getppid() != parent:
            os._exit(1)

    return in_child
