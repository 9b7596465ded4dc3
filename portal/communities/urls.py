from django.urls import path

from .views import dashboard

app_name = "communities"
urlpatterns = [path("dashboard/", dashboard, name="dashboard")]
