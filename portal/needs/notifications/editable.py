"""What communities are told, as staff find it under “Texts of notices”."""

from django.utils.translation import gettext_lazy as _

from portal.needs import receipt_notice
from portal.notifications.editing import EditableMessage

from . import leader

MESSAGES = [
    EditableMessage(receipt_notice.NeedReceived, _("Need: received"), _("The receipt: number and due day.")),
    EditableMessage(receipt_notice.NeedLinkMail, _("Need: link"), _("Brings the link that opens a need, once.")),
    EditableMessage(leader.NeedAsked, _("Need: more asked for"), _("What OOBC asks, and until when.")),
    EditableMessage(leader.NeedResumed, _("Need: goes on without an answer"), _("No answer came; the new due day.")),
    EditableMessage(leader.NeedValidated, _("Need: validated"), _("OOBC has looked at it and found that it holds.")),
    EditableMessage(leader.NeedPrioritized, _("Need: prioritized"), _("It is on the list of first needs.")),
    EditableMessage(leader.NeedForwarded, _("Need: office asked"), _("Which office was asked, and until when.")),
    EditableMessage(leader.NeedPassedOn, _("Need: another office asked"), _("Which office is asked now, and why.")),
    EditableMessage(leader.OfficeAnswered, _("Need: office answered"), _("What the office does with it, and why.")),
    EditableMessage(leader.OfficeNoLongerAsked, _("Need: office no longer asked"), _("OOBC took it back.")),
    EditableMessage(leader.NeedDeferred, _("Need: put off"), _("Why, and when OOBC looks at it again.")),
    EditableMessage(leader.NeedCameBack, _("Need: back"), _("It was put off, and its day has come.")),
    EditableMessage(leader.NeedRejected, _("Need: not taken up"), _("The decision and its reason.")),
    EditableMessage(leader.NeedJoined, _("Need: joined with another"), _("Which need to follow from now on.")),
    EditableMessage(leader.NeedReopened, _("Need: open again"), _("It had ended, and why it is open again.")),
    EditableMessage(leader.NeedWithdrawn, _("Need: taken back"), _("Confirms that the community took it back.")),
    EditableMessage(leader.NeedPlanned, _("Need: in a plan"), _("An office has put it into its plan.")),
    EditableMessage(leader.NeedFellBack, _("Need: no longer in a plan"), _("No office has it in its plan any more.")),
    EditableMessage(leader.NeedStarted, _("Need: work began"), _("Work on it has begun.")),
    EditableMessage(leader.NeedCompleted, _("Need: done"), _("It is met, or so OOBC has noted.")),
]
