"""The addresses of tracking; they stand below ``/applications/``."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
