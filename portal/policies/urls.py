from django.urls import path

from .public import views

app_name = "policies"
urlpatterns = [
    path("<uuid:pk>/", views.PublicPolicyView.as_view(), name="detail"),
]
