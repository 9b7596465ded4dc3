"""Public pages around the menu: what there is to take home, the file, and how far a long one is."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.counting import count_print, is_a_look
from catalog.models import MenuFile
from portal.core.abuse import Guard

from .choice import Choice, shown_at
from .kinds import MenuKind
from .making import Busy, Order
from .offers import address, offers

GUARD = Guard("catalog.menu", "60/h/ip")  # of files made anew; an office or a village shares an address


@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    choice = Choice.of(request.GET)
    response = _offers(request, choice)
    if choice.has_words:
        add_never_cache_headers(response)
    else:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def _offers(request: HttpRequest, choice: Choice, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"choice": choice, "list_url": shown_at(choice.query), "offers": offers(choice), "refusal": refusal}
    return render(request, "catalog/menu/menu.html", context, status=status)


@require_safe
@never_cache
def file(request: HttpRequest, ending: str) -> HttpResponse:
    """The file itself where it is there or short; a long one is ordered, and its page says how far it is."""
    order = _order(request.GET, ending)
    menu = order.ready_or_waiting()
    if menu is None:
        if not GUARD.lets_in(request):
            too_many = _("Many lists were made from your connection in the last hour. Please try again later.")
            return _offers(request, order.choice, refusal=too_many, status=429)
        try:
            menu = order.place()
        except Busy:
            busy = _(
                "Several long lists are being made now. Please try again in some minutes, or choose a shorter list."
            )
            response = _offers(request, order.choice, refusal=busy, status=503)
            response["Retry-After"] = "120"
            return response
    return _handed_out(request, menu) if menu.made_at else redirect("catalog:menu_progress", pk=menu.pk)


def _order(address: QueryDict, ending: str) -> Order:
    choice = Choice.of(address)
    kind = MenuKind(ending) if ending != "pdf" else _layout(address.get("layout", ""))
    part = address.get("part", "")
    wanted = int(part) if part.isdecimal() and len(part) < 5 else 1
    return Order(choice, kind, min(max(wanted, 1), kind.parts(len(choice.services))))


def _layout(name: str) -> MenuKind:
    """One on a page, unless an address asks for another layout that there is."""
    return next((kind for kind in MenuKind if kind.is_printed and kind == name), MenuKind.ONE)


@require_safe
@never_cache
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    menu = get_object_or_404(MenuFile, pk=pk)
    context = {
        "menu": menu,
        "again": address(menu.shape, menu.query, menu.part),
        "list_url": shown_at(menu.query),
    }
    return render(request, "catalog/menu/progress.html", context)


@require_safe
@never_cache
def made(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file of an order, also where something public has changed since."""
    return _handed_out(request, get_object_or_404(MenuFile.objects.exclude(made_at=None), pk=pk))


def _handed_out(request: HttpRequest, menu: MenuFile) -> HttpResponse:
    if is_a_look(request):
        count_print(menu.services)
    kind = menu.shape
    name = f"{slugify(menu.title)[:80] or 'services'}.{kind.ending}"
    disposition = content_disposition_header(not kind.is_printed, name)  # a browser shows a document, to print it
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(bytes(menu.content or b""), content_type=kind.content_type, headers=headers)
