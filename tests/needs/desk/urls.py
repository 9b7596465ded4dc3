"""The portal's addresses and the one that the part brings which takes needs in."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import include, path

from cms.urls import handler429, urlpatterns

__all__ = ["handler429", "urlpatterns"]

follow = path("follow/", lambda request: HttpResponse(), name="follow")
urlpatterns = [
    *i18n_patterns(path("community-needs/", include(([follow], "needs"))), prefix_default_language=False),
    *urlpatterns,
]
