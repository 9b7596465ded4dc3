"""Addresses below ``/community-needs/`` for who sends a need."""

from django.urls import path

from . import views

urlpatterns = [
    path("submit/", views.submit, name="submit"),
    path("receipt/<uuid:pk>/", views.receipt, name="receipt"),
    path("receipt/<uuid:pk>/receipt.pdf", views.receipt_pdf, name="receipt_pdf"),
]
