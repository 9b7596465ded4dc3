from django.urls import URLPattern, URLResolver, include, path

from . import views

patterns = [
    path("", views.EnterView.as_view(), name="enter"),
    path("<uuid:pk>/check/", views.CheckView.as_view(), name="check"),
    path("<uuid:pk>/received/", views.DoneView.as_view(), name="done"),
    path("<uuid:pk>/<slug:page>/", views.PageView.as_view(), name="page"),
]


def entry_urls() -> list[URLPattern | URLResolver]:
    return [path("catalog/applications/new/", include((patterns, views.NAME)))]
