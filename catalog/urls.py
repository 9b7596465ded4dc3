from django.urls import path

from . import views
from .feeds import NewServices
from .going import go

app_name = "catalog"
urlpatterns = [
    path("", views.offering_list, name="list"),
    path("suggest/", views.suggestions, name="suggest"),
    path("saved/", views.saved, name="saved"),
    path("feed/", views.same_for_everybody(NewServices()), name="feed"),
    path("go/<slug:token>/<uuid:pk>/", go, name="go"),
    path("<uuid:pk>/", views.offering_detail, name="detail"),
    path("<uuid:pk>/service.jsonld", views.offering_linked_data, name="jsonld"),
    path("<uuid:pk>/report/", views.report, name="report"),
    path("<uuid:pk>/report/thanks/", views.report_thanks, name="report_thanks"),
]
