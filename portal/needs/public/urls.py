from django.urls import path

from . import open_data, views
from .feeds import NewNeeds

urlpatterns = [
    path("", views.need_list, name="list"),
    path("feed/", views.same_for_everybody(NewNeeds()), name="feed"),
    path("needs.json", open_data.as_json, name="open_json"),
    path("needs.csv", open_data.as_csv, name="open_csv"),
    path("<uuid:pk>/", views.need_detail, name="detail"),
    path("<uuid:pk>/files/<uuid:file>/", views.public_file, name="file"),
]
