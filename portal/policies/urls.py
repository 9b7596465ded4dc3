from django.urls import path

from .public import open_data, views
from .public.feeds import ChangedPolicies

app_name = "policies"
urlpatterns = [
    path("", views.policy_list, name="list"),
    path("feed/", views.same_for_everybody(ChangedPolicies()), name="feed"),
    path("recommendations.json", open_data.as_json, name="open_json"),
    path("recommendations.csv", open_data.as_csv, name="open_csv"),
    path("<uuid:pk>/", views.policy_detail, name="detail"),
    path("<uuid:pk>/brief.pdf", views.policy_brief, name="brief"),
]
