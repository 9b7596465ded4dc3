"""Where every address leads. Rooms bring their own; this file only puts them in order."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from cms import views
from cms.back_office import guarded_reports
from cms.sitemaps import SITEMAPS
from portal.accounts.views import not_here, to_sign_in, to_sign_out

handler429 = "portal.accounts.throttled.too_many_tries"

development = [path("dev/mail/", include("portal.notifications.dev_mail"))] if settings.DEV_MAIL else []

urlpatterns = [
    *development,
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    # Doors of Wagtail's that would open with a password alone, leave things on a shared phone, or change accounts past
    # our rules.
    path("admin/login/", to_sign_in),
    path("admin/logout/", to_sign_out),
    path("admin/bulk/accounts/user/<str:action>/", not_here),
    path("admin/reports/", include(guarded_reports())),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("files/", include("portal.core.uploads.urls")),
    path("evidence/", include("portal.evidence.urls")),
    path("", include("portal.organizations.urls")),
    *i18n_patterns(
        path("_util/login/", to_sign_in),
        path("accounts/", include("portal.accounts.urls")),
        path("catalog/", include("catalog.urls")),
        path("applications/privacy/", include("catalog.privacy_notices.urls")),
        path("applications/", include("catalog.applying.urls")),
        path("notices/", include("portal.notifications.urls")),
        path("comments/", include("portal.activity.comments.urls")),
        path("community-needs/consultations/", include("portal.engagement.urls")),
        path("community-needs/", include("portal.needs.urls")),
        path("programs/", include("portal.monitoring.urls")),
        path("policies/", include("portal.policies.urls")),
        path("", include("portal.communities.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
