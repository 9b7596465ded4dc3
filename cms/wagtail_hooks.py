from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.options import modeladmin_register

from cms.reference_admin import ReferenceDataGroup, ReferenceEdited

modeladmin_register(ReferenceDataGroup)


@hooks.register("register_log_actions")
def register_reference_log_action(actions: LogActionRegistry) -> None:
    actions.register_action("reference.edit")(ReferenceEdited)
