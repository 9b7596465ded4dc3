"""Points and advice of several colleagues, each given without knowing the others'."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.applications import history
from catalog.applications.notifications import ReviewAsked
from catalog.enums import EventKind, Recommendation
from catalog.models import CaseReview, ServiceApplication
from catalog.people import desk_of
from portal.accounts.models import User
from portal.activity import record
from portal.core.actions import ActionRefused
from portal.notifications import enqueue

from .rows import begin, case_to_decide, case_to_work_on, check_undecided


@transaction.atomic
def ask_review(application: ServiceApplication, *, of: User, by: User) -> CaseReview:
    """Ask a colleague of the same office for points and advice, and tell them; asking twice is asking once."""
    case = case_to_decide(application, by=by)
    check_undecided(case)
    if not desk_of(case.service.offering_mao).filter(pk=of.pk).exists():
        raise ActionRefused(_("Only colleagues of the same office can review its cases."))
    begin(case, by=by)
    case.save(update_fields=["status", "reviewer"])
    review, is_new = CaseReview.objects.get_or_create(application=case, reviewer=of)
    if is_new:
        record(case, "catalog.ask_review", by=by, data={"reviewer": of.pk})
        if of != by:
            enqueue(ReviewAsked(review))
    return review


@transaction.atomic
def send_review(
    application: ServiceApplication,
    *,
    points: Mapping[str, int],
    recommendation: Recommendation,
    comment: str = "",
    by: User,
) -> CaseReview:
    """Give points and advice, once and for good; from then on the others' are shown."""
    case = case_to_work_on(application, by=by)
    check_undecided(case)
    review = CaseReview.objects.select_for_update().filter(application=case, reviewer=by).first()
    if review is None:
        raise ActionRefused(_("Nobody asked you for a review of this case."))
    if review.sent_at:
        raise ActionRefused(_("You have sent your review already. It stays as it is, so that all are fair."))
    review.points = _checked(case, points)
    review.recommendation, review.comment = Recommendation(recommendation), comment.strip()
    review.sent_at = timezone.now()
    review.save(update_fields=["points", "recommendation", "comment", "sent_at"])
    history.happened(case, EventKind.REVIEWED, by=by)
    return review


def _checked(case: ServiceApplication, points: Mapping[str, int]) -> dict[str, int]:
    """Points for every criterion of the form and for nothing else."""
    criteria = case.form_version.definition.criteria
    for criterion in criteria:
        given = points.get(criterion.code)
        if given is None or not 0 <= given <= criterion.maximum:
            names = {"name": criterion.name, "maximum": criterion.maximum}
            raise ActionRefused(_("%(name)s: give from 0 to %(maximum)s points.") % names)
    return {criterion.code: points[criterion.code] for criterion in criteria}
