from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "catalog"
    label = "catalog"
    verbose_name = _("Catalog")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from portal.core.access import ScopedPolicy
        from portal.organizations.policies import OrganizationPolicy

        from . import signals
        from .models import OfferingOverlap, OfferingReport, ServiceOffering

        register_permission_policy(ServiceOffering, OrganizationPolicy(ServiceOffering, "offering_mao_id"))
        register_permission_policy(OfferingReport, OrganizationPolicy(OfferingReport, "offering.offering_mao_id"))
        register_permission_policy(OfferingOverlap, ScopedPolicy(OfferingOverlap))
        signals.connect()
