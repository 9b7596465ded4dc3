"""Comments and reports of somebody with an account, for requests of persons."""

import zipfile
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.models import User
from portal.activity.recording import record
from portal.core.persons import Asked, Line, Outcome, PersonSource

from .models import Comment, CommentReport
from .privacy import comments_of, forget_comments_of


class CommentPersons(PersonSource):
    """Where one case is asked for, comments are not part of it."""

    title = gettext_lazy("Comments")

    def lines(self, asked: Asked) -> list[Line]:
        found = []
        for person in _people(asked):
            written = Comment.objects.filter(author=person).count()
            reported = CommentReport.objects.filter(reported_by=person).count()
            if written or reported:
                counts = {"written": written, "reported": reported}
                found.append(Line(_("%(written)s comments written, %(reported)s reported") % counts))
        return found

    def export(self, asked: Asked, packed: zipfile.ZipFile, *, by: User) -> dict[str, Any]:
        comments = []
        for person in _people(asked):
            comments += comments_of(person)
            for comment in Comment.objects.filter(author=person):
                record(comment, "activity.comment_exported", by=by)
        return {"comments": comments}

    def erase(self, asked: Asked, *, by: User) -> Outcome:
        number = sum(forget_comments_of(person, by=by) for person in _people(asked))
        if not number:
            return Outcome()
        return Outcome(ngettext("Erased: %(n)s comment.", "Erased: %(n)s comments.", number) % {"n": number})


def _people(asked: Asked) -> list[User]:
    if asked.reference or "@" not in asked.contact:
        return []  # an account has an address and no number
    return list(asked.known_by(User.objects.all(), "email").order_by("pk"))
