"""Comments on needs in each state."""

import factory
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from portal.activity.comments.enums import CommentState, Reason
from portal.activity.models import Comment, CommentReport, CommentVersion
from tests.accounts.factories import UserFactory
from tests.needs.factories import NeedFactory


class CommentFactory(factory.django.DjangoModelFactory):
    """A representative's comment on a need that everybody of the thread reads, unless a trait says otherwise."""

    class Meta:
        model = Comment
        exclude = ["about"]

    class Params:
        held = factory.Trait(state=CommentState.HELD)
        official = factory.Trait(voice="office", is_official=True)
        removed = factory.Trait(state=CommentState.AUTHOR_REMOVED)
        moderated = factory.Trait(
            state=CommentState.MODERATED,
            removed_for=Reason.INSULT,
            looked_at=factory.LazyFunction(timezone.now),
            looked_by=factory.SubFactory(UserFactory),
        )

    about = factory.SubFactory(NeedFactory)
    target_type = factory.LazyAttribute(lambda comment: ContentType.objects.get_for_model(comment.about))
    target_id = factory.LazyAttribute(lambda comment: str(comment.about.pk))
    author = factory.SubFactory(UserFactory)
    voice = "representative"
    text = "The second well runs dry too."
    depth = factory.LazyAttribute(lambda comment: comment.parent.depth + 1 if comment.parent else 0)
    parent = None


class CommentVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommentVersion

    comment = factory.SubFactory(CommentFactory)
    text = "The second well runs dry."


class CommentReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommentReport

    comment = factory.SubFactory(CommentFactory)
    reason = Reason.INSULT
    reported_by = factory.SubFactory(UserFactory)
