from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "portal.monitoring"
    label = "monitoring"
    verbose_name = _("Programs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from portal.core.access import ScopedPolicy
        from portal.needs.policies import OfficeWidePolicy
        from portal.organizations.policies import OrganizationPolicy

        from .models import (
            BudgetCalendar,
            CeilingManagement,
            MonitoringEntry,
            MonitoringEntryWorkflowStage,
            Outcome,
            OutcomeIndicator,
            OutcomePeriod,
            ProgressUpdate,
        )
        from .policies import OfPPAPolicy

        register_permission_policy(MonitoringEntry, OrganizationPolicy(MonitoringEntry, "lead_organization_id"))
        for model in (MonitoringEntryWorkflowStage, ProgressUpdate):
            register_permission_policy(model, OfPPAPolicy(model, "ppa.lead_organization_id"))
        register_permission_policy(Outcome, OfPPAPolicy(Outcome, "ppa.lead_organization_id"))
        register_permission_policy(OutcomePeriod, OfPPAPolicy(OutcomePeriod, "outcome.ppa.lead_organization_id"))
        register_permission_policy(OutcomeIndicator, ScopedPolicy(OutcomeIndicator))
        register_permission_policy(CeilingManagement, ScopedPolicy(CeilingManagement))
        register_permission_policy(BudgetCalendar, OfficeWidePolicy(BudgetCalendar))
