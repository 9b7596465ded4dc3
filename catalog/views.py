from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.geography.models import Region


def offering_list(request: HttpRequest) -> HttpResponse:
    return render(request, "catalog/offering_list.html", {"regions": Region.objects.all()})
