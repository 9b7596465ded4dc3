"""Addresses below ``/community-needs/`` for who follows a need."""

from django.urls import path

from . import views

urlpatterns = [
    path("follow/", views.follow, name="follow"),
    path("follow/link/", views.send_link, name="send_link"),
    path("follow/sent/", views.link_sent, name="link_sent"),
    path("open/<slug:token>/", views.open_need, name="open"),
    path("case/<uuid:pk>/", views.case, name="case"),
    path("case/<uuid:pk>/leave/", views.leave, name="leave"),
    path("case/<uuid:pk>/answer/", views.answer, name="answer"),
    path("case/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
]
