from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "portal.organizations"
    label = "organizations"
    verbose_name = _("Organizations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from .models import MAOFocalPerson, Organization, OrganizationMembership
        from .policies import OrganizationPolicy

        register_permission_policy(Organization, OrganizationPolicy(Organization, "pk"))
        register_permission_policy(
            OrganizationMembership, OrganizationPolicy(OrganizationMembership, "organization_id")
        )
        register_permission_policy(MAOFocalPerson, OrganizationPolicy(MAOFocalPerson, "membership.organization_id"))
