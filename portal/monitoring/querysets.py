from portal.organizations.querysets import OwnedByOrganizationQuerySet


class MonitoringEntryQuerySet(OwnedByOrganizationQuerySet):
    organization_path = "lead_organization"
