from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.monitoring.ledger import verify
from portal.monitoring.models import EVENTS


class Command(BaseCommand):
    help = "Proves that the money of PPAs and ceilings is what the ledger tells, and that nobody tampered with it."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = verify()
        for finding in findings:
            self.stderr.write(str(finding))
        if findings:
            raise CommandError(f"The ledger does not hold: {len(findings)} findings.")
        count = sum(model.objects.count() for model in EVENTS)
        self.stdout.write(f"The ledger holds: {count} events, every hash is right, every figure is what they tell.")
