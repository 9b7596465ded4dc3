from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from .models import ServiceOffering


def offering_list(request: HttpRequest) -> HttpResponse:
    return render(request, "catalog/offering_list.html", {"offerings": ServiceOffering.objects.offered()})


def offering_detail(request: HttpRequest, pk: str) -> HttpResponse:
    offering = get_object_or_404(ServiceOffering.objects.public(), pk=pk)
    return render(request, "catalog/offering_detail.html", {"offering": offering})


def preview(request: HttpRequest, offering: ServiceOffering) -> HttpResponse:
    """The unsaved text through the public template."""
    return render(request, "catalog/offering_detail.html", {"offering": offering})
