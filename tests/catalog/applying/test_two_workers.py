"""Two web processes that share nothing but the database, and people who press a button in both at once."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone

from benchmarks.serving import Visitor
from catalog.applications import deciding
from catalog.applying import guards
from catalog.models import ApplicationDraft, ApplicationEvent, InformationRequest, ServiceApplication
from portal.notifications.models import InboxMessage, OutboxMessage
from tests.catalog.applying.drafts import finished_draft
from tests.catalog.desk.conftest import make_desk
from tests.catalog.factories import CaseLinkFactory, InformationRequestFactory, PrivacyNoticeFactory
from tests.serving import signed_in, two_servers

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def together(*acts):
    """What each is answered when all press at the same moment."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [act.result() for act in [pool.submit(act) for act in acts]]


def with_session(**content):
    session = SessionStore()
    session.update(content)
    session.create()
    return Visitor(session.session_key)


def send_button(draft):
    """The address and what the form sends, opened a minute ago by this visitor."""
    service = str(draft.offering_id)
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        opened = guards.SEND.stamp(service)
    address = reverse("applications:check", args=[service])
    return SimpleNamespace(address=address, visitor=with_session(drafts={service: str(draft.pk)}), opened=opened)


def mails(kind):
    return list(OutboxMessage.objects.filter(kind=kind).values_list("address", flat=True))


def events(case, kind):
    return ApplicationEvent.objects.filter(application=case, kind=kind).count()


def wait_until(is_so):
    until = time.monotonic() + 20
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)


def test_people_when_they_press_at_two_processes_at_once_then_everything_happens_once():
    """One test, because the two processes take longer to start than all of it takes to happen."""
    desk = make_desk()
    PrivacyNoticeFactory()

    with two_servers() as servers:
        sent_twice_is_one_case(servers, desk)
        retry_after_a_lost_answer_is_the_same_case(servers, desk)
        two_decisions_are_one(servers, desk)
        last_place_is_taken_once(servers, desk)
        two_replies_through_one_link_are_one(servers, desk)


def sent_twice_is_one_case(servers, desk):
    send = send_button(finished_draft(desk.service))

    answers = together(
        *[lambda server=server: server.post(send.address, send.visitor, opened=send.opened) for server in servers] * 2
    )

    case = ServiceApplication.objects.get()
    assert [answer.status for answer in answers] == [302] * len(answers)
    assert {answer.headers["Location"] for answer in answers} == {reverse("applications:receipt", args=[case.pk])}
    assert events(case, "received") == 1
    assert mails("catalog.application_received") == [case.applicant_email]
    for server in servers:
        receipt = server.get(reverse("applications:receipt", args=[case.pk]), **send.visitor.headers)
        assert case.spoken_reference in receipt.body.decode()


def retry_after_a_lost_answer_is_the_same_case(servers, desk):
    before = set(ServiceApplication.objects.values_list("pk", flat=True))
    draft = finished_draft(desk.service)
    send = send_button(draft)

    servers[0].post_and_hang_up(send.address, send.visitor, opened=send.opened)
    wait_until(lambda: ApplicationDraft.objects.get(pk=draft.pk).application_id)
    answer = servers[1].post(send.address, send.visitor, opened=send.opened)

    case = ServiceApplication.objects.exclude(pk__in=before).get()
    assert answer.headers["Location"] == reverse("applications:receipt", args=[case.pk])
    assert events(case, "received") == 1
    assert mails("catalog.application_received").count(case.applicant_email) == 1


def two_decisions_are_one(servers, desk):
    case, yes_server, no_server = desk.case(), *servers
    shown = deciding.version_of(case)
    yes, no = (reverse(f"catalog_applications:{act}", args=[case.pk]) for act in ("approve", "reject"))
    focal, editor = signed_in(desk.focal), signed_in(desk.editor)
    said = {"message": "Come on Monday.", "shown": shown}

    answers = together(
        lambda: yes_server.post(yes, editor, **said),
        lambda: no_server.post(no, focal, **said, reason=str(desk.reason.pk)),
    )

    case.refresh_from_db()
    assert sorted(answer.status for answer in answers) == [200, 302]
    assert "This case changed meanwhile." in next(answer for answer in answers if answer.status == 200).body.decode()
    assert case.status == ("approved" if answers[0].status == 302 else "rejected")
    assert events(case, "approved") + events(case, "rejected") == 1
    assert len(mails("catalog.application_approved") + mails("catalog.application_rejected")) == 1


def last_place_is_taken_once(servers, desk):
    taken = ServiceApplication.objects.filter(service=desk.service, status="approved").count()
    desk.service.slots_available = taken + 1
    desk.service.save()
    cases = [desk.case() for _case in range(AT_ONCE)]
    reviewers = [signed_in(user) for user in (desk.editor, desk.focal)]

    def approve(number, case):
        address = reverse("catalog_applications:approve", args=[case.pk])
        fields = {"message": "Come on Monday.", "shown": deciding.version_of(case)}
        return lambda: servers[number % 2].post(address, reviewers[number % 2], **fields)

    answers = together(*[approve(number, case) for number, case in enumerate(cases)])

    approved = ServiceApplication.objects.filter(pk__in=[case.pk for case in cases], status="approved")
    assert sorted(answer.status for answer in answers) == [200] * (AT_ONCE - 1) + [302]
    assert sum("No place is free any more." in answer.body.decode() for answer in answers) == AT_ONCE - 1
    assert mails("catalog.application_approved").count(approved.get().applicant_email) == 1


def two_replies_through_one_link_are_one(servers, desk):
    case = desk.case(under_review=True, waiting_on="applicant", paused_on=timezone.localdate())
    asked = InformationRequestFactory(application=case)
    CaseLinkFactory(application=case, token_hash=hashlib.sha256(b"token").hexdigest())
    link = reverse("applications:case", args=["token"])

    opened = together(*[lambda server=server: server.post(link, with_no_session()) for server in servers])
    assert sorted(answer.status for answer in opened) == [302, 410]

    inside = with_session(cases={str(case.pk): int(time.time()) + 3600})
    reply = reverse("applications:reply", args=[case.pk])
    answers = together(*[lambda server=server: server.post(reply, inside, text="Here.") for server in servers] * 2)

    assert [answer.status for answer in answers] == [302] * len(answers)
    assert InformationRequest.objects.get(pk=asked.pk).answer == "Here."
    assert events(case, "information_given") == 1
    told = InboxMessage.objects.filter(kind="catalog.information_given").values_list("user", flat=True)
    assert len(told) == len(set(told)) > 0


def with_no_session():
    return Visitor("")
