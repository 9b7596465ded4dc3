"""What representatives said about engagements, for requests of persons about their data.

Who took part is kept in numbers alone, and what staff wrote down names a role: there is nothing of a person in either.
"""

import zipfile
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.models import User
from portal.activity import record
from portal.core.persons import Asked, Line, Outcome, PersonSource, people_with_account

from .models import ConsultationFeedback

ERASED = {ConsultationFeedback: ("text", "author")}


class EngagementPersons(PersonSource):
    title = gettext_lazy("Feedback on consultations")

    def lines(self, asked: Asked) -> list[Line]:
        return [Line(_("Said how “%(engagement)s” was") % {"engagement": one.engagement}) for one in _given(asked)]

    def export(self, asked: Asked, packed: zipfile.ZipFile, *, by: User) -> dict[str, Any]:
        given = _given(asked)
        for one in given:
            record(one, "engagement.feedback_exported", by=by)
        return {
            "feedback": [
                {
                    "about": str(one.engagement),
                    "given_at": one.given_at,
                    "satisfaction": one.satisfaction,
                    "text": one.text,
                    "what_was_done": one.follow_up_words,
                }
                for one in given
            ]
        }

    def erase(self, asked: Asked, *, by: User) -> Outcome:
        given = _given(asked)
        for one in given:
            forget_feedback(one, by=by)
        done = ngettext("Erased: %(n)s piece of feedback.", "Erased: %(n)s pieces of feedback.", len(given))
        return Outcome(done % {"n": len(given)} if given else "")


@transaction.atomic
def forget_feedback(feedback: ConsultationFeedback, *, by: User) -> None:
    """Take away what a representative wrote and who it was. The number from 1 to 5 stays for the figures."""
    one = ConsultationFeedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    one.text, one.author, one.erased_at = "", None, timezone.now()
    one.save(update_fields=["text", "author", "erased_at"])
    record(one, "engagement.feedback_erased", by=by)


def _given(asked: Asked) -> list[ConsultationFeedback]:
    rows = ConsultationFeedback.objects.filter(author__in=people_with_account(asked))
    return list(rows.select_related("engagement").order_by("given_at", "pk"))
