"""Pages of the website, below its root; its menu and footer."""

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Page

from cms.models import ContentPage, HomePage, Navigation


class PageFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"Page {n}")
    introduction = "One or two plain sentences."

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        return (parent or Page.get_first_root_node()).add_child(instance=model_class(**kwargs))


class HomePageFactory(PageFactory):
    class Meta:
        model = HomePage

    headline = "Find a service"


class ContentPageFactory(PageFactory):
    class Meta:
        model = ContentPage


class NavigationFactory(DjangoModelFactory):
    class Meta:
        model = Navigation
