"""Comments and reports of somebody with an account, for requests of persons."""

import zipfile
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.models import User
from portal.activity.recording import record
from portal.core.persons import Asked, Line, Outcome, PersonSource, people_with_account

from .models import Comment, CommentReport
from .privacy import comments_of, forget_comments_of


class CommentPersons(PersonSource):
    """Where one case is asked for, comments are not part of it."""

    title = gettext_lazy("Comments")

    def lines(self, asked: Asked) -> list[Line]:
        found = []
        for person in people_with_account(asked):
            written = Comment.objects.filter(author=person).count()
            reported = CommentReport.objects.filter(reported_by=person).count()
            if written or reported:
                counts = {"written": written, "reported": reported}
                found.append(Line(_("%(written)s comments written, %(reported)s reported") % counts))
        return found

    def export(self, asked: Asked, packed: zipfile.ZipFile, *, by: User) -> dict[str, Any]:
        comments = []
        for person in people_with_account(asked):
            comments += comments_of(person)
            for comment in Comment.objects.filter(author=person):
                record(comment, "activity.comment_exported", by=by)
        return {"comments": comments}

    def erase(self, asked: Asked, *, by: User) -> Outcome:
        number = sum(forget_comments_of(person, by=by) for person in people_with_account(asked))
        if not number:
            return Outcome()
        return Outcome(ngettext("Erased: %(n)s comment.", "Erased: %(n)s comments.", number) % {"n": number})
