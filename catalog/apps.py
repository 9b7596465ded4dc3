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
        from .models import (
            ApplicationFile,
            ApplicationForm,
            CaseNote,
            CaseReview,
            InformationRequest,
            Objection,
            OfferingOverlap,
            OfferingReport,
            Satisfaction,
            ServiceApplication,
            ServiceOffering,
        )

        register_permission_policy(ServiceOffering, OrganizationPolicy(ServiceOffering, "offering_mao_id"))
        register_permission_policy(OfferingReport, OrganizationPolicy(OfferingReport, "offering.offering_mao_id"))
        register_permission_policy(OfferingOverlap, ScopedPolicy(OfferingOverlap))
        register_permission_policy(ApplicationForm, OrganizationPolicy(ApplicationForm, "offering.offering_mao_id"))
        register_permission_policy(
            ServiceApplication, OrganizationPolicy(ServiceApplication, "service.offering_mao_id")
        )
        for of_case in (ApplicationFile, InformationRequest, CaseNote, CaseReview, Objection, Satisfaction):
            register_permission_policy(of_case, OrganizationPolicy(of_case, "application.service.offering_mao_id"))
        signals.connect()
