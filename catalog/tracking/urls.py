"""Addresses below ``/applications/`` for who has sent an application; the applying side puts them in."""

from django.urls import path

from . import views

urlpatterns = [
    path("track/", views.track, name="track"),
    path("track/link/", views.send_link, name="send_link"),
    path("track/sent/", views.link_sent, name="link_sent"),
    path("open/<slug:token>/", views.open_case, name="case"),  # what is mailed: applications:case with a token
    path("case/<uuid:pk>/", views.case, name="case"),  # the last of one name is tried first: a key leads here
    path("case/<uuid:pk>/leave/", views.leave, name="leave"),
    path("case/<uuid:pk>/reply/", views.reply, name="reply"),
    path("case/<uuid:pk>/object/", views.object_to, name="object"),
    path("case/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("case/<uuid:pk>/satisfaction/", views.satisfaction, name="satisfaction"),
]
