from django.urls import path

from . import views

app_name = "notices"
_BACK = {"list_url_name": "notices:list"}

urlpatterns = [
    path("", views.NoticeList.as_view(), name="list"),
    path("read/", views.read_all, _BACK, name="read_all"),
    path("<int:pk>/read/", views.read, _BACK, name="read"),
]
