"""The pages that editors write: a home page for each language, and pages of text below it."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import TextStreamBlock
from portal.core.sections import sections


class PublicPage(Page):
    """A page that is the same for everybody, and says so: see ``cms.caching``."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return response

    @property
    def summary(self) -> str:
        """What search engines and shared links say about the page."""
        return self.search_description or self.introduction


class HomePage(PublicPage):
    headline = models.CharField(_("headline"), max_length=120)
    introduction = models.TextField(_("introduction"), max_length=400, help_text=_("One or two plain sentences."))
    search_hint = models.CharField(
        _("hint below the search box"), max_length=200, blank=True, help_text=_("A few words people really type.")
    )
    body = StreamField(TextStreamBlock(), verbose_name=_("text below the services"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("search_hint"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.ContentPage"]
    template = "cms/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"sections": sections("HOME_SECTIONS")}


class ContentPage(PublicPage):
    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(TextStreamBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["cms.HomePage", "cms.ContentPage"]
    subpage_types = ["cms.ContentPage"]
    template = "cms/content_page.html"

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    @property
    def headings(self) -> list[str]:
        return [block.value for block in self.body if block.block_type == "heading"]
