"""Whether this process lives, and whether it can serve: for load balancers, before any other part is asked."""

import asyncio
from collections.abc import Callable, Iterable
from functools import cache

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from health_check.base import HealthCheck, HealthCheckResult
from health_check.checks import Cache, Database
from health_check.exceptions import ServiceUnavailable

from search import engines
from search.indexes import all_indexes


class Migrations(HealthCheck):
    """Every migration of this code is applied."""

    def run(self) -> None:
        try:
            with connection.temporary_connection():
                applied = set(MigrationRecorder(connection).applied_migrations())
        except DatabaseError as problem:
            raise ServiceUnavailable("the database does not answer") from problem
        if known_migrations() - applied:
            raise ServiceUnavailable("migrations are not applied")


class SearchServer(HealthCheck):
    """The search server answers; while it does not, PostgreSQL answers in its place."""

    def run(self) -> None:
        if not engines.server_is_well(index.name for index in all_indexes()):
            raise ServiceUnavailable("the search server does not answer")


READINESS: dict[str, Callable[[], HealthCheck]] = {"database": Database, "migrations": Migrations, "cache": Cache}
HELPFUL: dict[str, Callable[[], HealthCheck]] = {"search": SearchServer}  # the portal serves without it, only less well


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """App and name of every migration in the code, which a process reads once."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return frozenset(loader.disk_migrations)


class Health:
    """Middleware, the first of all: no host, session, log line or page cache stands between a probe and its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/health/live":
            return _answer({"alive": True}, 200)
        if request.path_info == "/health/ready":
            return ready()
        return self.get_response(request)


def ready() -> HttpResponse:
    """200 when all that is needed is well, else 503; which check failed is said, why stands in the log."""
    asked = READINESS | (HELPFUL if settings.SEARCH_SERVER else {})
    results = async_to_sync(_results)(asked.values())
    checks = {
        name: "ok" if not result.error else "failed" if name in READINESS else "degraded"
        for name, result in zip(asked, results, strict=True)
    }
    is_ready = "failed" not in checks.values()
    return _answer({"ready": is_ready, "checks": checks}, 200 if is_ready else 503)


async def _results(checks: Iterable[Callable[[], HealthCheck]]) -> list[HealthCheckResult]:
    return await asyncio.gather(*(check().get_result() for check in checks))


def _answer(content: dict[str, object], status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return JsonResponse(content, status=status, headers=headers)
