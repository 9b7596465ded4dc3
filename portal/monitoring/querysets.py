from typing import Self

from portal.organizations.querysets import OwnedByOrganizationQuerySet


class MonitoringEntryQuerySet(OwnedByOrganizationQuerySet):
    organization_path = "lead_organization"

    def search(self, text: str) -> Self:
        """Every word stands in the title."""
        found = self
        for word in text.split():
            found = found.filter(title__icontains=word)
        return found
