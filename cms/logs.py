"""Structured logs without personal data: one line an event, and what people wrote stays out of it.

Our own code logs names of events with ids and numbers (``log.info("outbox_swept", sent=3)``). Other people's code
logs sentences with values inside, and any value may be a name, an address or a search; so of those only what stands in
the code is kept, and of an error only its class and the places in the code it passed. The console of a developer, who
has demonstration data only, shows everything.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor

# Programs that, below WARNING, tell about themselves and never about a request.
TALKERS = ("gunicorn.error", "django_tasks", "django_tasks_db", "apscheduler")

PERSONAL_FIELDS = frozenset(
    ["user", "user_id", "username", "name", "email", "to", "recipient", "phone", "address", "ip", "user_agent", "query"]
)


class RequestLog(RequestMiddleware):
    """Logs each request by its route, never by its path or query, and gives all its lines one ``request_id``."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        route = f"/{request.resolver_match.route}" if request.resolver_match else "(no route)"
        return f"{request.method} {route}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Nobody is named; nor need an anonymous page open a session to find out."""


def settings(output: str, level: str) -> dict[str, Any]:
    """Django's ``LOGGING``: ``output`` is "json" for machines or "console" for people."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": {"()": "cms.logs.formatter", "output": output}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "structured"},
            "null": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": level, "handlers": [], "propagate": True},
            # RequestLog tells the same, by route.
            "django.request": {"handlers": ["null"], "propagate": False},
            # Numbers and texts of SMS; the outbox tells of failures.
            "apprise": {"level": "CRITICAL"},
            # A line for each request to the search server, with what was searched; search itself tells of failures.
            "opensearch": {"level": "CRITICAL"},
            "opensearchpy.trace": {"level": "CRITICAL"},
            "elastic_transport": {"level": "CRITICAL"},
        },
    }


def formatter(output: str) -> logging.Formatter:
    """What makes one line of an event of ``structlog``, and of a record of ``logging``."""
    is_json = output == "json"
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(is_json),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,  # tests and commands may set logging up again
    )
    rendering: list[Processor] = (
        [structlog.processors.JSONRenderer(ensure_ascii=False)]
        if is_json
        else [
            structlog.dev.ConsoleRenderer(
                pad_event_to=0, colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*([_only_what_the_code_says] if is_json else []), *_shared(is_json)],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
    )


def _shared(is_json: bool) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_personal_fields,
        *([_error_without_values] if is_json else []),
    ]


def _only_what_the_code_says(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Somebody else's sentence is cut down to where it stands; that line of code has the words."""
    record: logging.LogRecord = event["_record"]
    if record.levelno >= logging.WARNING or not record.name.startswith(TALKERS):
        event["event"] = f"logged at {record.module}:{record.lineno}"
    return event


def _without_personal_fields(_logger: object, _method: str, event: EventDict) -> EventDict:
    for field in PERSONAL_FIELDS & event.keys():
        del event[field]
    return event


def _error_without_values(_logger: object, _method: str, event: EventDict) -> EventDict:
    """An error's message often quotes what was typed; its class and its way through the code say enough."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = " from ".join(type(link).__qualname__ for link in _chain(error))
        event["trace"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
