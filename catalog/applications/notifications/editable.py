"""What applicants are told, as staff find it under “Texts of notices”."""

from django.utils.translation import gettext_lazy as _

from portal.notifications.editing import EditableMessage

from . import applicant

MESSAGES = [
    EditableMessage(applicant.DraftLink, _("Go on later"), _("Brings the link and the code of an application begun.")),
    EditableMessage(
        applicant.DraftReminder, _("Not sent yet"), _("Reminds, once after a week, of an application that was begun.")
    ),
    EditableMessage(applicant.ApplicationReceived, _("Received"), _("The receipt: number, office, due day.")),
    EditableMessage(
        applicant.InformationAsked, _("More information asked for"), _("What the office asks, and until when.")
    ),
    EditableMessage(
        applicant.AnswerReminder, _("Answer still awaited"), _("Reminds, at half time, of what the office asked.")
    ),
    EditableMessage(
        applicant.TimeExtended, _("More time taken"), _("Why the office needs more time; the new due day.")
    ),
    EditableMessage(applicant.WaitlistPlaced, _("Waiting list"), _("All places are taken; the case waits for one.")),
    EditableMessage(applicant.Approved, _("Approved"), _("The decision, with the message of the office.")),
    EditableMessage(applicant.NotApproved, _("Not approved"), _("The decision, its reason, and how to object.")),
    EditableMessage(applicant.Completed, _("Completed"), _("The service was given; asks how it went.")),
    EditableMessage(applicant.Withdrawn, _("Taken back"), _("Confirms that the applicant took the case back.")),
    EditableMessage(applicant.Expired, _("Closed without an answer"), _("No answer came to what the office asked.")),
    EditableMessage(applicant.Duplicate, _("Closed as a double"), _("The same application was there before.")),
    EditableMessage(applicant.ObjectionUpheld, _("Objection: reviewed again"), _("The decision is taken back.")),
    EditableMessage(applicant.ObjectionKept, _("Objection: decision stays"), _("The answer to the objection.")),
    EditableMessage(applicant.CaseLinkMail, _("Link to the case"), _("Brings the link that opens the case, once.")),
]
