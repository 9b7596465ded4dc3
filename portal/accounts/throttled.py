"""The page that says: too many tries, and how long to wait."""

from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache


@never_cache
def too_many_tries(request: HttpRequest, seconds: int = 60) -> HttpResponse:
    minutes = ceil(seconds / 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(seconds)
    return response
