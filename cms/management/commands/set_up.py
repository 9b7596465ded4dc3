"""``manage.py set_up``: database, static files, translations, reference data and, where allowed, demonstration data."""

from django.core.management.base import BaseCommand

from cms import set_up


class Command(BaseCommand):
    help = "Make this checkout and its database ready to run; repeating it does no harm."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        set_up.run(say=self.stdout.write)
