from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from .menu.choice import Choice
from .models import ServiceOffering
from .results import Result, for_results

NEWEST = 20


class NewServices(Feed):
    """The services published last, in the language of the address; its filters are those of the public list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Choice:
        filters = request.GET.copy()
        filters.pop("q", None)  # words have a best match, not a newest one
        return Choice.of(filters)

    def title(self, choice: Choice) -> str:
        return f"{_('New')}: {choice.title}" if choice.query else _("New services for Bangsamoro communities")

    def subtitle(self) -> str:
        return _("Services that were added to the catalog, the newest first.")

    def link(self, choice: Choice) -> str:
        return reverse("catalog:list") + choice.query

    def feed_url(self, choice: Choice) -> str:
        return reverse("catalog:feed") + choice.query

    def items(self, choice: Choice) -> list[Result]:
        newest = ServiceOffering.objects.offered().filter(first_published_at__isnull=False)
        if choice.query:
            newest = newest.filter(pk__in=choice.services)
        return [Result(offering) for offering in for_results(newest).order_by("-first_published_at", "pk")[:NEWEST]]

    def item_title(self, item: Result) -> str:
        return item.title.text

    def item_description(self, item: Result) -> str:
        return escape(f"{item.summary.text} {item.by}. {item.answer.words}.")  # readers take a summary for HTML

    def item_link(self, item: Result) -> str:
        return item.url

    def item_guid(self, item: Result) -> str:
        return f"urn:uuid:{item.offering.pk}"

    def item_author_name(self, item: Result) -> str:
        return str(item.offering.offering_mao)

    def item_pubdate(self, item: Result) -> datetime | None:
        return item.offering.first_published_at

    def item_updateddate(self, item: Result) -> datetime | None:
        return item.offering.last_published_at or item.offering.first_published_at

    def item_categories(self, item: Result) -> list[str]:
        return [item.offering.category.label]
