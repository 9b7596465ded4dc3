"""What those who sent a need are told: with an account in their inbox and by mail, without one by mail and SMS.

The subject of a mail and the whole of an SMS may be read by others who hold the phone: they name OOBC and the number of
the need, never a person, an office or a reason. The text of a mail is forgotten once it is sent.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.communities.scope import represented_by
from portal.core.days import short_date
from portal.needs.enums import ForwardingState
from portal.needs.models import Forwarding, Need
from portal.needs.people import told_of
from portal.notifications import enqueue
from portal.notifications.enums import Channel
from portal.notifications.messages import Address, Recipient, WordedMessage
from portal.notifications.wording import Gap, Wording

from . import placeholders


class ToLeader(WordedMessage):
    """A message about what happened to a need (``row``), to who sent it or another that is followed under it."""

    channels = (Channel.INBOX, Channel.EMAIL, Channel.SMS)
    is_secret = True
    placeholders: ClassVar[Mapping[str, Gap]] = placeholders.OF_A_NEED

    def __init__(self, row: Any, *, told: Need | None = None) -> None:
        self.row = row
        self.need: Need = getattr(row, "need", row)
        self.told = told or self.need

    def key(self) -> str:
        return f"{self.told.pk}:{self.row._meta.model_name}:{self.row.pk}"

    def recipients(self) -> Iterable[Recipient]:
        return told_of(self.told)

    def values(self) -> dict[str, str]:
        return {
            "reference": self.told.spoken_reference,
            "title": self.told.title,
            "joined": "" if self.told.pk == self.need.pk else self.need.spoken_reference,
        }

    def path_for(self, recipient: Recipient) -> str:
        """Without an account, the page that the number opens; staff who entered it read it on the staff page."""
        if isinstance(recipient, Address):
            return reverse("needs:follow")
        if self.told.community_id in represented_by(recipient):
            return reverse("communities:dashboard")
        return self.told.get_absolute_url()


def tell(message: type[ToLeader], row: Any) -> None:
    """Tell who sent the need of this row, and those whose need is followed under it."""
    need = getattr(row, "need", row)
    enqueue(message(row))
    for told in need.duplicates.all():
        enqueue(message(row, told=told))


# ---- The review ------------------------------------------------------------------------------------------------------


class NeedAsked(ToLeader):
    """Tells who sent a need what OOBC asks, and until when. ``row`` is the question."""

    kind = "needs.asked"
    placeholders = {**placeholders.OF_A_NEED, **placeholders.OF_A_QUESTION}

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference}: OOBC asks you something"),
            text=_(
                "OOBC asks you something about the need {reference}, “{title}”:\n\n"
                "{question}\n\n"
                "Please answer by {answer_day}. If no answer comes by then, the review goes on without it.\n\n"
                "Open the page below to answer."
            ),
            sms=_("OOBC asks you something about need {reference}. Answer by {answer_day}: {link}"),
        )

    def values(self) -> dict[str, str]:
        return {
            **super().values(),
            "question": self.row.question,
            "answer_day": short_date(self.row.answer_until),
        }


class NeedResumed(NeedAsked):
    """Tells who sent a need that the review goes on without the answer. ``row`` is the question."""

    kind = "needs.resumed"
    placeholders = {**NeedAsked.placeholders, **placeholders.OF_A_RECEIPT}

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference}: the review goes on"),
            text=_(
                "OOBC asked you something about the need {reference}, “{title}”, and has no answer yet:\n\n"
                "{question}\n\n"
                "The review goes on without it. You can still answer until OOBC decides.\n"
                "You get an answer by: {due_day}"
            ),
            sms=_("OOBC: the review of need {reference} goes on. You can still answer: {link}"),
        )

    def values(self) -> dict[str, str]:
        need = Need.objects.get(pk=self.need.pk)  # its due day has moved since the question was read
        return {**super().values(), "due_day": short_date(need.due_on) if need.due_on else ""}


class NeedValidated(ToLeader):
    """Tells who sent a need that it was found to hold. ``row`` is the step."""

    kind = "needs.validated"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference} is validated"),
            text=_(
                "OOBC has looked at the need {reference}, “{title}”, and validated it. That is not a promise of money "
                "yet. Next, OOBC compares it with other needs and asks the offices that could help.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC has validated need {reference}. See what comes next: {link}"),
        )


class NeedPrioritized(ToLeader):
    """Tells who sent a need that the office works for it. ``row`` is the step."""

    kind = "needs.prioritized"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference} is prioritized"),
            text=_(
                "OOBC has put the need {reference}, “{title}”, on the list of needs it works for first. That is not a "
                "promise of money yet. You are told when an office takes it up.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC has put need {reference} on its list of first needs. See more: {link}"),
        )


# ---- Offices ---------------------------------------------------------------------------------------------------------


class NeedForwarded(ToLeader):
    """Tells who sent a need which office was asked, and until when it answers. ``row`` is the forwarding."""

    kind = "needs.forwarded"
    placeholders = {**placeholders.OF_A_NEED, **placeholders.OF_A_FORWARDING}
    row: Forwarding

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference}: an office was asked"),
            text=_(
                "OOBC has asked {office} about the need {reference}, “{title}”. The office answers by {answer_day}.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC has asked an office about need {reference}. Answer by {answer_day}. {link}"),
        )

    def values(self) -> dict[str, str]:
        return {**super().values(), "office": self.row.mao.name, "answer_day": short_date(self.row.due_on)}


class NeedPassedOn(NeedForwarded):
    """Tells who sent a need that another office is asked now, and why. ``row`` is the forwarding to that office."""

    kind = "needs.passed_on"
    placeholders = {**NeedForwarded.placeholders, **placeholders.OF_PASSING_ON}

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference}: another office is asked now"),
            text=_(
                "The need {reference}, “{title}”, goes from {office_before} to {office}.\n\n"
                "Reason: {reason}\n\n"
                "{office} answers by {answer_day}. You need not do anything.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC: need {reference} goes to another office, which answers by {answer_day}. {link}"),
        )

    def values(self) -> dict[str, str]:
        before = self.row.came_from
        reason = before.reason or before.recall_reason if before else ""
        return {**super().values(), "office_before": before.mao.name if before else "", "reason": reason}


class OfficeAnswered(ToLeader):
    """Tells who sent a need whether an office takes it up. ``row`` is the forwarding, answered."""

    kind = "needs.office_answered"
    placeholders = {**placeholders.OF_A_NEED, **placeholders.OF_AN_ANSWER}
    row: Forwarding

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference}: an office has answered"),
            text=_(
                "{office} has answered about the need {reference}, “{title}”.\n\n"
                "{answer}\n\n"
                "{reason}\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC: an office has answered about need {reference}. Read the answer: {link}"),
        )

    def values(self) -> dict[str, str]:
        answers = {
            ForwardingState.ACCEPTED: _("It takes the need up."),
            ForwardingState.RETURNED: _("It cannot take the need up. OOBC now looks for another way."),
        }
        return {
            **super().values(),
            "office": self.row.mao.name,
            "answer": answers[ForwardingState(self.row.state)],
            "reason": self.row.reason,
        }


class OfficeNoLongerAsked(ToLeader):
    """Tells who sent a need that OOBC took it back from an office. ``row`` is the forwarding, taken back."""

    kind = "needs.office_no_longer_asked"
    placeholders = {**placeholders.OF_A_NEED, "office": placeholders.OF_A_FORWARDING["office"]}
    row: Forwarding

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference}: an office is no longer asked"),
            text=_(
                "OOBC no longer asks {office} about the need {reference}, “{title}”. OOBC looks for another way. You "
                "need not do anything.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC no longer asks an office about need {reference}. See what comes next: {link}"),
        )

    def values(self) -> dict[str, str]:
        return {**super().values(), "office": self.row.mao.name}


# ---- Later, no, and joined -------------------------------------------------------------------------------------------


class NeedDeferred(ToLeader):
    """Tells who sent a need that it is put off, why, and until when. ``row`` is the decision."""

    kind = "needs.deferred"
    placeholders = {**placeholders.OF_A_NEED, **placeholders.OF_A_DEFERRAL}

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference} is put off"),
            text=_(
                "OOBC has put off the need {reference}, “{title}”.\n\n"
                "Reason: {reason}\n\n"
                "It is not forgotten: OOBC looks at it again on {again_day}. You need not send it again.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC: need {reference} is put off. OOBC looks at it again on {again_day}. Read why: {link}"),
        )

    def values(self) -> dict[str, str]:
        return {
            **super().values(),
            "reason": self.row.reason,
            "again_day": short_date(self.row.review_again_on),
        }


class NeedCameBack(ToLeader):
    """Tells who sent a need that was put off that OOBC looks at it again. ``row`` is the step."""

    kind = "needs.came_back"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference}: OOBC looks at it again"),
            text=_(
                "The need {reference}, “{title}”, was put off. Now OOBC looks at it again. You need not do "
                "anything.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC looks at need {reference} again. You need not do anything. {link}"),
        )


class NeedRejected(ToLeader):
    """Tells who sent a need that it is not taken up, and why. ``row`` is the decision."""

    kind = "needs.rejected"
    placeholders = {**placeholders.OF_A_NEED, **placeholders.OF_A_DECISION}

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference}: OOBC has decided"),
            text=_(
                "OOBC does not take up the need {reference}, “{title}”.\n\n"
                "Reason: {reason}\n\n"
                "If you think this is wrong, call OOBC. It can open the need again.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC has decided on need {reference}. Read the answer: {link}"),
        )

    def values(self) -> dict[str, str]:
        return {**super().values(), "reason": self.row.reason}


class NeedJoined(NeedRejected):
    """Tells who sent a need under which other one it is followed from now on. ``row`` is the decision."""

    kind = "needs.duplicate"
    placeholders = {**placeholders.OF_A_NEED, **placeholders.OF_A_JOINT}

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference} is joined with {other}"),
            text=_(
                "OOBC has joined the need {reference}, “{title}”, with the need {other}.\n\n"
                "Reason: {reason}\n\n"
                "You lose nothing by it: you are told what happens to {other}. You need not send anything again."
            ),
            sms=_("OOBC: need {reference} is joined with need {other}. You are told what happens to it. {link}"),
        )

    def values(self) -> dict[str, str]:
        other = self.need.duplicate_of
        return {**super().values(), "other": other.spoken_reference if other else ""}


class NeedReopened(NeedRejected):
    """Tells who sent a need that had ended that OOBC has opened it again, and why. ``row`` is the decision."""

    kind = "needs.reopened"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference} is open again"),
            text=_(
                "OOBC has opened the need {reference}, “{title}”, again.\n\n"
                "Reason: {reason}\n\n"
                "You need not do anything. You are told what comes next.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC has opened need {reference} again. You need not do anything. {link}"),
        )


class NeedWithdrawn(ToLeader):
    """Confirms that a need is taken back. ``row`` is the step."""

    kind = "needs.withdrawn"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference} is taken back"),
            text=_(
                "The need {reference}, “{title}”, is taken back. OOBC does not work on it any more. You can send it "
                "again at any time.\n\n"
                "If you did not do this, call OOBC."
            ),
            sms=_("OOBC: need {reference} is taken back. Not you? Call OOBC. {link}"),
        )


# ---- It happens ------------------------------------------------------------------------------------------------------


class NeedPlanned(ToLeader):
    """Tells who sent a need that it stands in a plan. ``row`` is the step."""

    kind = "needs.planned"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference} is in a plan"),
            text=_(
                "An office has put the need {reference}, “{title}”, into its plan. A plan is not money yet. You are "
                "told when work begins.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC: need {reference} is in an office's plan. See more: {link}"),
        )


class NeedStarted(ToLeader):
    """Tells who sent a need that work began. ``row`` is the step."""

    kind = "needs.started"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference}: work has begun"),
            text=_("Work on the need {reference}, “{title}”, has begun.\n\nIt is followed under the number {joined}."),
            sms=_("OOBC: work on need {reference} has begun. See more: {link}"),
        )


class NeedFellBack(ToLeader):
    """Tells who sent a need that no office has it in its plan any more. ``row`` is the step."""

    kind = "needs.fell_back"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference} is no longer in a plan"),
            text=_(
                "The need {reference}, “{title}”, is no longer in the plan of an office. It is not forgotten: OOBC "
                "looks for another way. You need not do anything.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC: need {reference} is no longer in a plan. OOBC looks for another way. {link}"),
        )


class NeedCompleted(ToLeader):
    """Tells who sent a need that it is done. ``row`` is the step."""

    kind = "needs.completed"

    @classmethod
    def wording(cls) -> Wording:
        return Wording(
            subject=_("Need {reference} is done"),
            text=_(
                "OOBC has noted that the need {reference}, “{title}”, is met.\n\n"
                "Is that not so? Then call OOBC. It can open the need again.\n\n"
                "It is followed under the number {joined}."
            ),
            sms=_("OOBC: need {reference} is noted as done. Not so? Call OOBC. {link}"),
        )
