"""The moderation that set-up brings."""

from collections.abc import Iterator

from wagtail.models import Workflow

from portal.core.editorial import set_up_workflow
from portal.core.loading import Loaded
from portal.needs.models import NeedModerationTask, NeedSummary

WORKFLOW = "Moderation of needs"
TASK = "A second look"


def load_moderation_workflow() -> Workflow:
    """One step between who writes a summary and the public: somebody else of the office."""
    return set_up_workflow(WORKFLOW, NeedModerationTask, TASK, [NeedSummary])


def load_moderation() -> Iterator[Loaded]:
    before = Workflow.objects.count()
    load_moderation_workflow()
    yield Loaded("moderation of needs", rows=1, created=Workflow.objects.count() - before, changed=0, kept=0)
