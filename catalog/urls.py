from django.urls import path

from . import views

app_name = "catalog"
urlpatterns = [
    path("", views.offering_list, name="list"),
    path("<uuid:pk>/", views.offering_detail, name="detail"),
]
