"""Everything about needs below ``/community-needs/``; "My community" stands there too, by ``portal.communities``."""

from .public.urls import urlpatterns as public

app_name = "needs"
urlpatterns = [*public]
