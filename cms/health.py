"""Whether this process lives, and whether it can serve: for load balancers, before any other part is asked."""

import asyncio
from collections.abc import Callable
from functools import cache

from asgiref.sync import async_to_sync
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from health_check.base import HealthCheck, HealthCheckResult
from health_check.checks import Cache, Database
from health_check.exceptions import ServiceUnavailable


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


READINESS: dict[str, Callable[[], HealthCheck]] = {"database": Database, "migrations": Migrations, "cache": Cache}


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
    """200 when every check passes, else 503; which check failed is said, why stands in the log."""
    results = async_to_sync(_results)()
    checks = {name: "failed" if result.error else "ok" for name, result in zip(READINESS, results, strict=True)}
    is_ready = set(checks.values()) == {"ok"}
    return _answer({"ready": is_ready, "checks": checks}, 200 if is_ready else 503)


async def _results() -> list[HealthCheckResult]:
    return await asyncio.gather(*(check().get_result() for check in READINESS.values()))


def _answer(content: dict[str, object], status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return JsonResponse(content, status=status, headers=headers)
