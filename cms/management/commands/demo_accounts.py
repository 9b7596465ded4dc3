import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import import_string

from portal.accounts.demo import DemoAccount, open_demo_account


class Command(BaseCommand):
    help = "Open the demonstration accounts (again, if need be) and print role, scope, username and password of each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print them as a JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("Demonstration accounts have passwords that everybody knows. They are refused here.")
        with transaction.atomic():
            accounts = list(_all_accounts())
            for account in accounts:
                open_demo_account(account)
        rows = [
            {"role": str(row.role), "scope": row.scope, "username": row.username, "password": row.password}
            for row in accounts
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row['role']:24} {row['scope']:16} {row['username']:40} {row['password']}")


def _all_accounts() -> Iterator[DemoAccount]:
    for path in settings.DEMO_ACCOUNT_SOURCES:
        yield from import_string(path)()
