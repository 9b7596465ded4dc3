"""Services for the public list, and what a page of it says."""

import re

from django.http import QueryDict

from catalog.browsing import Listing
from tests.catalog.factories import OfferingFactory


def published(title="A service", regions=(), provinces=(), **fields):
    offering = OfferingFactory(title=title, published=True, **fields)
    offering.geographic_coverage.set_base(list(regions))
    offering.provinces_covered.set_base(list(provinces))
    if regions or provinces:
        offering.save()
    return offering


def titles(html):
    names = re.findall(r'<li class="result"[^>]*>(?:<p class="recommended">[^<]*</p>)?<h2><a [^>]*>(.*?)</a>', html)
    return [re.sub(r"</?mark>", "", name) for name in names]


def option(listing, group, label):
    [found] = [
        option for part in listing.facets if part.name == group for option in part.options if label in option.label
    ]
    return found


def listing(address=""):
    return Listing(QueryDict(address))
