from django.utils.translation import gettext_lazy as _

from portal.core.access import ScopedBulkAction

from . import actions
from .models import ApplicationForm, ServiceOffering


class SubmitTexts(ScopedBulkAction):
    display_name = _("Submit to OOBC")
    action_type = "submit"
    aria_label = _("Submit the chosen texts to OOBC")
    action_priority = 10
    models = [ServiceOffering, ApplicationForm]
    needs = "change"
    question = _("Submit these to OOBC for publishing?")
    done = _("Submitted")

    def act(self, row: ServiceOffering | ApplicationForm) -> None:
        actions.submit(row, by=self.request.user)


class PublishTexts(ScopedBulkAction):
    display_name = _("Publish")
    action_type = "publish"
    aria_label = _("Publish the chosen texts")
    action_priority = 20
    models = [ServiceOffering, ApplicationForm]
    needs = "publish"
    question = _("Publish the newest text of these?")
    done = _("Published")

    def act(self, row: ServiceOffering | ApplicationForm) -> None:
        actions.publish(row, by=self.request.user)


class SetServicesAsChecked(ScopedBulkAction):
    display_name = _("Set as checked")
    action_type = "check"
    aria_label = _("Set the chosen services as checked")
    action_priority = 30
    models = [ServiceOffering]
    needs = "check"
    question = _("Are the published facts of these services confirmed by their office, as they stand?")
    done = _("Set as checked today")

    def act(self, row: ServiceOffering) -> None:
        actions.set_as_checked(row, by=self.request.user)
