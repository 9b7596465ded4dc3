"""Where every address leads. Rooms bring their own; this file only puts them in order."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", include("allauth.urls")),
    *i18n_patterns(
        path("catalog/", include("catalog.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
