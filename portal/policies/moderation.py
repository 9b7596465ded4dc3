"""The moderation of texts that set-up brings."""

from collections.abc import Iterator

from wagtail.models import Workflow

from portal.core.editorial import set_up_workflow
from portal.core.loading import Loaded

from .models import PolicyModerationTask, PolicyRecommendation

WORKFLOW = "Moderation of recommendations"
TASK = "A second look at recommendations"


def load_moderation_workflow() -> Workflow:
    """One step between who writes a recommendation and the public: somebody else of the office."""
    return set_up_workflow(WORKFLOW, PolicyModerationTask, TASK, [PolicyRecommendation])


def load() -> Iterator[Loaded]:
    before = Workflow.objects.count()
    load_moderation_workflow()
    yield Loaded("moderation of recommendations", rows=1, created=Workflow.objects.count() - before, changed=0, kept=0)
