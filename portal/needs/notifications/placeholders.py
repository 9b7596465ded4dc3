"""The gaps in what communities are told, as staff see them when they change the words."""

from django.utils.translation import gettext_lazy as _

from portal.notifications.wording import Gap

OF_A_NEED = {
    "reference": Gap(_("number of the need"), "7K3M-XQ4P"),
    "title": Gap(_("title of the need"), "The well is dry from March to June", is_personal=True),
    "link": Gap(
        _("address of the page on which to go on"),
        "https://portal.oobc.bangsamoro.gov.ph/community-needs/dashboard/",
    ),
    "joined": Gap(
        _("number of the need under which it is followed; its line is left out if it stands alone"), "2RWN-B9NT"
    ),
}
OF_A_RECEIPT = {
    "due_day": Gap(_("day by which OOBC answers"), "15 Dec 2026"),
}
OF_A_QUESTION = {
    "question": Gap(_("what OOBC asks"), "How many households use the well?", is_personal=True, is_needed=True),
    "answer_day": Gap(_("day until which to answer"), "8 Dec 2026"),
}
OF_A_DECISION = {
    "reason": Gap(_("reason, in OOBC's words"), "The province repairs it this year.", is_personal=True, is_needed=True),
}
OF_A_DEFERRAL = {
    **OF_A_DECISION,
    "again_day": Gap(_("day on which OOBC looks at it again"), "15 Mar 2027"),
}
OF_A_JOINT = {
    **OF_A_DECISION,
    "other": Gap(_("number of the need to follow from now on"), "2RWN-B9NT"),
}
OF_A_FORWARDING = {
    "office": Gap(_("name of the office"), "Ministry of Public Works", is_personal=True),
    "answer_day": Gap(_("day by which the office answers"), "15 Jan 2027"),
}
OF_PASSING_ON = {
    "office_before": Gap(_("name of the office that was asked before"), "Ministry of Health", is_personal=True),
    "reason": Gap(_("why another office is asked"), "Wells are their work.", is_personal=True, is_needed=True),
}
OF_AN_ANSWER = {
    "office": Gap(_("name of the office"), "Ministry of Public Works", is_personal=True),
    "answer": Gap(_("what the office does with it"), "It takes your need up.", is_personal=True, is_needed=True),
    "reason": Gap(_("reason, in the office's words"), "It fits our program.", is_personal=True),
}
