from django.urls import path

from . import views

app_name = "comments"
urlpatterns = [
    path("about/<str:kind>/<str:key>/", views.thread, name="thread"),
    path("about/<str:kind>/<str:key>/write/", views.write, name="write"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/remove/", views.remove, name="remove"),
    path("<uuid:pk>/report/", views.report, name="report"),
]
