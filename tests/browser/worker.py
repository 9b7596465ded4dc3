"""The portal as gunicorn serves it, whose answers say which worker gave them."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from cms.wsgi import application as portal


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    def start_signed(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        return start_response(status, [*headers, ("X-Worker", str(os.getpid()))], *error)

    return portal(environ, start_signed)
