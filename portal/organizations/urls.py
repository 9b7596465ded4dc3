from django.urls import path
from django.views.generic import RedirectView

app_name = "organizations"
urlpatterns = [
    path(
        "mao-focal-persons/",
        RedirectView.as_view(pattern_name="focal_persons:index", query_string=True),
        name="focal_persons",
    ),
]
