"""``manage.py translations compile|extract|check``."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from cms import translations


class Command(BaseCommand):
    help = "The words of the public pages in Filipino: compile them, extract them from the code, or check them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["compile", "extract", "check"])

    def handle(self, *, act: str, verbosity: int, **options: object) -> None:
        if act == "compile":
            count = translations.compile_catalogs()
            if verbosity:
                self.stdout.write(f"{count} catalog(s) compiled.")
        elif act == "extract":
            translations.extract()
            self.stdout.write("locale/fil/LC_MESSAGES/django.po is up to date with the code.")
        elif problems := translations.problems():
            raise CommandError("\n".join([*problems, f"{len(problems)} problem(s) with the Filipino texts."]))
        else:
            self.stdout.write("Every public message has a Filipino text.")
