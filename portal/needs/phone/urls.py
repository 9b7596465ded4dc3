"""Addresses below ``/community-needs/`` for the scripts of the form."""

from django.urls import path

from . import views

urlpatterns = [
    path("worker.js", views.worker, name="worker"),
    path("app.webmanifest", views.manifest, name="manifest"),
    path("submit/offline/", views.offline, name="offline"),
    path("submit/ready/", views.ready, name="ready"),
]
