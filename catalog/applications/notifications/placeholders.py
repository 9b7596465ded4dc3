"""The gaps in what applicants are told, as staff see them when they change the words."""

from django.utils.translation import gettext_lazy as _

from portal.notifications.wording import Gap

OF_A_CASE = {
    "reference": Gap(_("number of the application"), "7K3M-XQ4P"),
    "office": Gap(_("name of the office"), "Ministry of Basic, Higher and Technical Education"),
    "office_short": Gap(_("short name of the office"), "MBHTE"),
    "office_phone": Gap(_("telephone of the office; its line is left out if there is none"), "(064) 552 0000"),
    "due_day": Gap(_("day by which the office answers"), "15 Dec 2026"),
    "link": Gap(_("address of the page on which to go on"), "https://portal.example.gov.ph/applications/track/"),
    "service": Gap(_("title of the service"), "Scholarship for college students", is_personal=True),
}
OF_A_RECEIPT = {
    "received_at": Gap(_("day and time it was received"), "24 Nov 2026, 9:05 AM"),
    "received_by": Gap(_("receiving officer or desk"), "Records Officer, Scholarship Division", is_personal=True),
}
OF_A_QUESTION = {
    "question": Gap(_("what the office asks"), "Please send the second page.", is_personal=True, is_needed=True),
    "answer_day": Gap(_("day until which to answer"), "8 Dec 2026"),
}
OF_MORE_TIME = {
    "reason": Gap(
        _("why the office needs more time"), "The school has not answered yet.", is_personal=True, is_needed=True
    ),
}
OF_A_DECISION = {
    "message": Gap(_("message of the office"), "Come on 11 January.", is_personal=True, is_needed=True),
    "reason": Gap(_("reason of the refusal"), "Papers are missing", is_personal=True),
}
OF_AN_OBJECTION = {
    "answer": Gap(_("answer of the office"), "We found your paper.", is_personal=True, is_needed=True),
}
OF_A_DRAFT = {
    "service": Gap(_("title of the service"), "Scholarship for college students", is_personal=True),
    "office": Gap(_("name of the office"), "Ministry of Basic, Higher and Technical Education"),
    "kept_until": Gap(_("day until which it is kept"), "22 Dec 2026"),
    "code": Gap(_("code that opens it"), "7K3M-XQ4P-2WRN", is_personal=True),
}
