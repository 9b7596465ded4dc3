"""Small answers of the site itself: what crawlers ask for, refused forms, and the gallery of components."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms import gallery

# Menus are made to order: a crawler that follows each choice would keep the portal busy for nothing.
MADE_TO_ORDER = ["/catalog/menu", "/fil/catalog/menu"]
CRAWLERS_STAY_OUT_OF = ["/admin/", "/accounts/", "/*?*q=", "/catalog/go/", "/fil/catalog/go/", *MADE_TO_ORDER]


@require_safe
@cache_control(max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CRAWLERS_STAY_OUT_OF)]
    lines += ["", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(staticfiles_storage.url("img/favicon.svg"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: mostly cookies are off, or the page was open for days."""
    return render(request, "403_csrf.html", status=403)


def component_gallery(request: HttpRequest) -> HttpResponse:
    """Every shared component in every state, for staff who build and check pages."""
    return render(request, "cms/gallery.html", gallery.specimens(request))
