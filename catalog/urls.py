from django.urls import path

from . import views
from .feeds import NewServices
from .going import go
from .menu import open_data
from .menu import views as menu

app_name = "catalog"
urlpatterns = [
    path("", views.offering_list, name="list"),
    path("suggest/", views.suggestions, name="suggest"),
    path("saved/", views.saved, name="saved"),
    path("feed/", views.same_for_everybody(NewServices()), name="feed"),
    path("menu/", menu.menu, name="menu"),
    path("menu.pdf", menu.file, {"ending": "pdf"}, name="menu_pdf"),
    path("menu.xlsx", menu.file, {"ending": "xlsx"}, name="menu_xlsx"),
    path("menu.csv", menu.file, {"ending": "csv"}, name="menu_csv"),
    path("menu/<uuid:pk>/", menu.progress, name="menu_progress"),
    path("menu/<uuid:pk>/file/", menu.made, name="menu_made"),
    path("services.json", open_data.as_json, name="open_json"),
    path("services.csv", open_data.as_csv, name="open_csv"),
    path("go/<slug:token>/<uuid:pk>/", go, name="go"),
    path("<uuid:pk>/", views.offering_detail, name="detail"),
    path("<uuid:pk>/service.jsonld", views.offering_linked_data, name="jsonld"),
    path("<uuid:pk>/report/", views.report, name="report"),
    path("<uuid:pk>/report/thanks/", views.report_thanks, name="report_thanks"),
]
