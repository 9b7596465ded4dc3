from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    name = "portal.communities"
    label = "communities"
    verbose_name = _("Communities")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from .models import CommunityRepresentative, OBCCommunity, RepresentationRequest
        from .policies import CommunityPolicy, RequestPolicy

        register_permission_policy(OBCCommunity, CommunityPolicy(OBCCommunity, "pk"))
        register_permission_policy(CommunityRepresentative, CommunityPolicy(CommunityRepresentative, "community_id"))
        register_permission_policy(RepresentationRequest, RequestPolicy(RepresentationRequest))
