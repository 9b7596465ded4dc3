"""Evidence of each level, by named traits."""

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from portal.evidence.enums import Confidentiality, EvidenceKind, TextState
from portal.evidence.models import EvidenceItem, EvidenceText
from portal.evidence.search_index import EVIDENCE
from search import facade
from tests.accounts.factories import UserFactory
from tests.core.factories import PrivateFileFactory
from tests.organizations.factories import OrganizationFactory


class EvidenceItemFactory(factory.django.DjangoModelFactory):
    """An internal link of no office, unless a trait says otherwise. ``text`` is what was read of its file."""

    class Meta:
        model = EvidenceItem
        skip_postgeneration_save = True

    class Params:
        public = factory.Trait(confidentiality=Confidentiality.PUBLIC)
        own_office = factory.Trait(
            confidentiality=Confidentiality.OWN_OFFICE, office=factory.SubFactory(OrganizationFactory)
        )
        with_file = factory.Trait(
            link="", file=factory.SubFactory(PrivateFileFactory, attached_at=factory.LazyFunction(timezone.now))
        )
        withdrawn = factory.Trait(
            withdrawn_at=factory.LazyFunction(timezone.now),
            withdrawn_by=factory.SubFactory(UserFactory),
            withdrawal_reason="It was the wrong file.",
        )

    title = factory.Sequence(lambda n: f"Study {n}")
    kind = EvidenceKind.RESEARCH_STUDY
    link = "https://example.org/study"
    source = "A university"
    added_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def text(self, create, extracted, **kwargs):
        if not create:
            return
        state = TextState.DONE if extracted else TextState.NONE
        EvidenceText.objects.create(item=self, state=state, text=extracted or "")
        facade.refresh(EVIDENCE, [self.pk])


class EvidenceTextFactory(factory.django.DjangoModelFactory):
    """The text that a new item has anyway, with these values."""

    class Meta:
        model = EvidenceText
        django_get_or_create = ["item"]

    item = factory.SubFactory(EvidenceItemFactory, with_file=True)


def item_with_bytes(content: bytes, content_type: str, **options) -> EvidenceItem:
    """An item whose file, with these bytes, waits to be read."""
    file = PrivateFileFactory(
        file=ContentFile(content, "paper"), content_type=content_type, attached_at=timezone.now(), size=len(content)
    )
    item = EvidenceItemFactory(link="", file=file, **options)
    EvidenceText.objects.filter(item=item).update(state=TextState.WAITING)
    return item
