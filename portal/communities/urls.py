from django.urls import path

from .public import views as public
from .representing import views as representing
from .views import dashboard

app_name = "communities"
urlpatterns = [
    path("community-needs/dashboard/", dashboard, name="dashboard"),
    path("community-needs/represent/", representing.represent, name="represent"),
    path("community-needs/represent/thanks/", representing.represent_thanks, name="represent_thanks"),
    path("communities/", public.community_list, name="list"),
    path("communities/communities.json", public.as_json, name="open_json"),
    path("communities/communities.csv", public.as_csv, name="open_csv"),
    path("communities/<int:pk>/", public.profile, name="profile"),
]
