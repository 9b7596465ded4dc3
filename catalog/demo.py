"""Invented services of two ministries, one in each state that a service can be in. All say that they are invented.

Together they tell a story: an editor drafts and submits, OOBC publishes or returns with a note, published texts stay
while changes wait, facts are confirmed or grow old, applications open and close. What happens is done by the same
actions as on the screens; only dates are put where the story needs them.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.core.loading import Loaded
from portal.core.models import ServiceCategory
from portal.geography.models import Region
from portal.organizations.models import Organization, OrganizationMembership

from . import actions
from .enums import ApplicationMode, OBCAccess, ServiceType
from .loaders import LoadFailed, load_moderation_workflow
from .models import OfferingTranslation, RequiredDocument, ServiceOffering

PREFIX = "Demonstration: "
INVENTED = "Invented for demonstration. "


@dataclass(frozen=True)
class Cast:
    """Who acts in the story of one office."""

    office: Organization
    editor: User
    moderator: User


Act = Callable[[ServiceOffering, Cast], None]


@dataclass(frozen=True)
class Story:
    """One service and what became of it."""

    key: str
    office: str
    title: str
    description: str
    description_fil: str
    category: str
    service_type: ServiceType
    acts: tuple[Act, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    """Dates as days from the day of loading."""

    papers: tuple[str, ...] = ()


# Acts, in the words of the screens.


def submitted(offering: ServiceOffering, cast: Cast) -> None:
    actions.submit(offering, by=cast.editor)


def published(offering: ServiceOffering, cast: Cast) -> None:
    actions.publish(offering, by=cast.moderator)


def returned(offering: ServiceOffering, cast: Cast) -> None:
    state = ServiceOffering.objects.get(pk=offering.pk).current_workflow_task_state
    state.reject(
        user=cast.moderator,
        comment="Please say which papers people must bring, and until when they can apply. The rest is clear.",
    )


def change_drafted(sentence: str) -> Act:
    def drafted(offering: ServiceOffering, cast: Cast) -> None:
        draft = ServiceOffering.objects.get(pk=offering.pk)
        draft.description = f"{draft.description} {sentence}"
        draft.slots_available = 120
        draft.save_revision(user=cast.editor, log_action=True)

    return drafted


def checked(offering: ServiceOffering, cast: Cast) -> None:
    actions.set_as_checked(offering, by=cast.editor)


def long_ago(offering: ServiceOffering, cast: Cast) -> None:
    """The check was fourteen months before."""
    day = timezone.localdate() - datetime.timedelta(days=425)
    ServiceOffering.objects.filter(pk=offering.pk).update(last_checked_on=day)


def mistake_reported(offering: ServiceOffering, cast: Cast) -> None:
    actions.report_mistake(offering, message="Demonstration: the desk has moved to the second floor.")


STORIES = [
    Story(
        key="demo-school-bags", office="MBHTE", title="School bags for new pupils",
        description="One bag with notebooks and pencils for each pupil who enters grade one.",
        description_fil="Isang bag na may kuwaderno at lapis para sa bawat batang papasok sa unang baitang.",
        category="Education", service_type=ServiceType.OTHER,
    ),
    Story(
        key="demo-reading-camp", office="MBHTE", title="Reading camp in the long vacation",
        description="Two weeks of reading and stories for children aged 7 to 10, with lunch.",
        description_fil="Dalawang linggo ng pagbasa at kuwento para sa mga batang 7 hanggang 10 taon, may pagkain.",
        category="Education", service_type=ServiceType.CAPACITY_BUILDING, acts=(submitted,),
        facts={"minimum_age": 7, "maximum_age": 10, "fees_description": "Free"}, papers=("Report card",),
    ),
    Story(
        key="demo-mother-tongue", office="MBHTE", title="Storybooks in Sama and Yakan",
        description="A box of forty storybooks for each daycare center.",
        description_fil="Isang kahon ng apatnapung librong pambata para sa bawat daycare center.",
        category="Education", service_type=ServiceType.CULTURAL_SUPPORT,
        acts=(published, change_drafted("New this year: a shelf for the books.")),
        facts={"obc_access": OBCAccess.OPEN_TO_OBC},
    ),
    Story(
        key="demo-exam-review", office="MBHTE", title="Review classes before the college examination",
        description="Weekend classes in mathematics and science for senior high school students.",
        description_fil="Mga klase sa matematika at agham tuwing Sabado at Linggo para sa senior high school.",
        category="Education", service_type=ServiceType.CAPACITY_BUILDING, acts=(published,),
        facts={"obc_access": OBCAccess.OPEN_TO_OBC}, days={"go_live_at": 14},
    ),
    Story(
        key="demo-dormitory", office="MBHTE", title="Dormitory beds for scholars from the islands",
        description="A bed and two meals a day during the semester.",
        description_fil="Higaan at dalawang kain bawat araw sa buong semestre.",
        category="Education", service_type=ServiceType.SCHOLARSHIP, acts=(published, checked),
        facts={"obc_access": OBCAccess.CASE_BY_CASE, "slots_available": 60}, days={"opens_on": 21, "closes_on": 51},
        papers=("Certificate of enrolment", "Letter of the barangay :: about the way home"),
    ),
    Story(
        key="demo-sewing-course", office="MSSD", title="Sewing course with a starter kit",
        description="A course of six weeks; who finishes takes a sewing kit home.",
        description_fil="Anim na linggong pagsasanay; may uwing gamit sa pananahi ang makakatapos.",
        category="Livelihood", service_type=ServiceType.LIVELIHOOD_PROGRAM, acts=(submitted, returned),
    ),
    Story(
        key="demo-blankets", office="MSSD", title="Blankets after the floods of last year",
        description="Two blankets for each family that stayed in an evacuation center.",
        description_fil="Dalawang kumot para sa bawat pamilyang nanuluyan sa evacuation center.",
        category="Social Services", service_type=ServiceType.OTHER, acts=(published,), facts={"is_active": False},
    ),
    Story(
        key="demo-wheelchairs", office="MSSD", title="Wheelchairs and crutches",
        description="A wheelchair or crutches, fitted by a therapist.",
        description_fil="Silyang de gulong o saklay na isinukat ng therapist.",
        category="Health", service_type=ServiceType.HEALTH_SERVICE, acts=(published, checked, mistake_reported),
        facts={
            "obc_access": OBCAccess.OPEN_TO_OBC, "fees_description": "Free", "transaction_class": "complex",
            "processing_days": 7, "alert_text": "Demonstration: the desk is closed on Friday afternoons.",
        },
        days={"opens_on": -30, "closes_on": 30, "alert_until": 30},
        papers=("Valid ID", "Medical certificate", "PWD ID :: the card itself, not a copy :: optional"),
    ),
    Story(
        key="demo-senior-trips", office="MSSD", title="Health day for senior citizens",
        description="Check-up, glasses and a meal, once a year in each town.",
        description_fil="Konsultasyon, salamin at pagkain, minsan sa isang taon sa bawat bayan.",
        category="Health", service_type=ServiceType.HEALTH_SERVICE, acts=(published, checked, long_ago),
        facts={"obc_access": OBCAccess.BARMM_RESIDENTS, "minimum_age": 60}, days={"opens_on": -90, "closes_on": -60},
    ),
    Story(
        key="demo-market-stalls", office="MSSD", title="Stalls for solo parents in the public market",
        description="The use of a stall for one year, without rent.",
        description_fil="Paggamit ng puwesto sa palengke sa loob ng isang taon, walang upa.",
        category="Livelihood", service_type=ServiceType.LIVELIHOOD_PROGRAM,
        acts=(published, change_drafted("New this year: water and light are paid too."), submitted),
        facts={"obc_access": OBCAccess.OPEN_TO_OBC},
    ),
]  # fmt: skip


def load() -> Iterator[Loaded]:
    """Tell the stories that are not in the catalog yet. The demonstration accounts must have been opened."""
    load_moderation_workflow()
    stored = set(ServiceOffering.objects.filter(import_key__startswith="demo-").values_list("import_key", flat=True))
    new = [story for story in STORIES if story.key not in stored]
    casts = {acronym: _cast(acronym) for acronym in {story.office for story in new}}
    for story in new:
        _tell(story, casts[story.office])
    yield Loaded("demonstration services", rows=len(STORIES), created=len(new), changed=0, kept=0)


def _cast(acronym: str) -> Cast:
    memberships = OrganizationMembership.objects.in_force().filter(organization__acronym=acronym, role="mao_editor")
    editing = memberships.select_related("organization", "user").order_by("user__username").first()
    moderator = User.objects.filter(is_active=True, groups__name="oobc_staff").order_by("username").first()
    if editing is None or moderator is None:
        raise LoadFailed(f"{acronym} has no editor or OOBC has no staff. Run demo_accounts first.")
    return Cast(editing.organization, editing.user, moderator)


def _tell(story: Story, cast: Cast) -> None:
    now = timezone.now()
    moments = {name: now + datetime.timedelta(days=days) for name, days in story.days.items()}
    dates = {name: moment if name.endswith("_at") else moment.date() for name, moment in moments.items()}
    offering = ServiceOffering(
        import_key=story.key,
        offering_mao=cast.office,
        title=PREFIX + story.title,
        description=INVENTED + story.description,
        category=ServiceCategory.objects.get(name=story.category),
        service_type=story.service_type,
        application_mode=ApplicationMode.OFFICE,
        application_process="Ask at the desk of the office.",
        geographic_coverage=list(Region.objects.filter(code__in=["IX", "XII"])),
        document_rows=[_paper(line) for line in story.papers],
        translations=[
            OfferingTranslation(language="fil", description=f"Gawa-gawa bilang halimbawa. {story.description_fil}")
        ],
        **story.facts,
        **dates,
    )
    offering.save()
    offering.save_revision(user=cast.editor, log_action="wagtail.create")
    for act in story.acts:
        act(offering, cast)


def _paper(line: str) -> RequiredDocument:
    name, note, optional = [*line.split(" :: "), "", ""][:3]
    return RequiredDocument(name=name, note=note, is_optional=bool(optional))
