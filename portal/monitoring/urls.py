"""What everybody may read of PPAs, below ``/programs/``; the registers of staff are viewsets."""

from .public.urls import urlpatterns as public

app_name = "programs"
urlpatterns = [*public]
