from django.urls import path

from . import open_data, views
from .feeds import NewPrograms

urlpatterns = [
    path("", views.money, name="money"),
    path("list/", views.ppa_list, name="list"),
    path("feed/", views.same_for_everybody(NewPrograms()), name="feed"),
    path("programs.json", open_data.as_json, name="open_json"),
    path("programs.csv", open_data.as_csv, name="open_csv"),
    path("money.csv", open_data.money_as_csv, name="money_csv"),
    path("<uuid:pk>/", views.ppa_detail, name="detail"),
    path("<uuid:pk>/program.jsonld", views.ppa_linked_data, name="jsonld"),
]
