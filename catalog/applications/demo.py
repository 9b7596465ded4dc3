"""About 120 invented applications of the last fourteen months: every state, way and ending, on time and late.

They are for real services of the two offices that have demonstration accounts. Where such a service has no form yet,
it gets a small one that says it is a demonstration.
"""

from collections.abc import Iterator, Sequence
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog.enums import ApplicationChannel
from catalog.loaders import LoadFailed
from catalog.models import (
    ApplicationFile,
    ApplicationForm,
    FormVersion,
    PrivacyNotice,
    RefusalReason,
    ServiceApplication,
    ServiceOffering,
)
from catalog.questions import Bilingual, Choice, Criterion, Definition, Kind, Question, Section
from portal.accounts.models import User
from portal.activity import record_all
from portal.communities.models import CommunityRepresentative, OBCCommunity
from portal.core.loading import Loaded
from portal.core.uploads import attach, store_upload
from portal.geography.models import Region
from portal.organizations.models import OrganizationMembership

from . import clock
from .invented import MARK, Applicant, Desk, Fate, Invented, Inventor, sexes, write
from .through_portal import count_services

SEED = "demonstration"
SERVICES = {"ahme-sp": "highly_technical", "bcares": "simple", "bsk": "complex", "kalinga-pwd": "complex"}
"""Real services by their key, with a class where the office has stated none."""

OFTEN = [(Fate.COMPLETED, 8), (Fate.APPROVED, 5), (Fate.REJECTED, 5), (Fate.APPROVED_AFTER_ASKING, 3)]
SELDOM = [(Fate.OBJECTION_KEPT, 1), (Fate.WITHDRAWN, 1), (Fate.EXPIRED, 1), (Fate.DUPLICATE, 1)]
PAST = [fate for fate, times in [*OFTEN, *SELDOM] for _time in range(times)]
N_PAST = 100

# What is still going on today: what, and how many working days ago it was received. Those after their limit are late.
PRESENT = [
    (Fate.RECEIVED, 0), (Fate.RECEIVED, 1), (Fate.RECEIVED, 2), (Fate.RECEIVED, 24), (Fate.UNDER_REVIEW, 2),
    (Fate.UNDER_REVIEW, 3), (Fate.UNDER_REVIEW, 5), (Fate.UNDER_REVIEW, 26), (Fate.UNDER_REVIEW, 30), (Fate.ASKED, 3),
    (Fate.ASKED, 6), (Fate.ASKED, 8), (Fate.ON_WAITING_LIST, 9), (Fate.ON_WAITING_LIST, 12), (Fate.ON_WAITING_LIST, 4),
    (Fate.OBJECTED, 9), (Fate.OBJECTED, 10), (Fate.OBJECTED, 20), (Fate.OBJECTION_UPHELD, 14), (Fate.WITHDRAWN, 5),
]  # fmt: skip
CHANNELS = [ApplicationChannel.ONLINE] * 5 + [
    ApplicationChannel.ASSISTED,
    ApplicationChannel.WALK_IN,
    ApplicationChannel.WALK_IN,
    ApplicationChannel.PAPER,
    ApplicationChannel.API,
]
REGIONS = ["IX", "X", "XI", "XII", "XII", "XIII", "IX", "MIMAROPA"]
WITH_PAPERS = 30
REASONS = {
    "papers_missing": "A required paper is missing",
    "not_eligible": "The person is not among those it is for",
    "received_before": "The same help was received before",
    "no_funds": "The funds of the year are used up",
}


def load() -> Iterator[Loaded]:
    """Tell the stories that are not there yet. The demonstration accounts must have been opened."""
    told = _stories()
    keys = [one.case.pk for one in told]
    stored = set(ServiceApplication.objects.filter(pk__in=keys).values_list("pk", flat=True))
    new = [] if stored else told  # all or none: a case that somebody worked on stays as it is
    if new:
        write(new)
        _bring_papers(new)
        record_all([one.case for one in new], "catalog.demonstrate_application", by=None)
        count_services()
    yield Loaded("demonstration applications", rows=len(told), created=len(new), changed=0, kept=0)


def _stories() -> list[Invented]:
    inventor = Inventor(SEED, privacy_notice(), reasons_of_refusal(), clock.holidays(), timezone.now())
    desks, people = _desks(), _people()
    chance = Random(SEED)  # noqa: S311 - to be repeatable, not secret
    told = []
    for number in range(N_PAST):
        desk, fate = chance.choice(desks), PAST[number * 7 % len(PAST)]
        # From fourteen months ago to six weeks ago, so that each has run its course.
        received_on = inventor.before_today(290 - number * 250 // N_PAST)
        days = chance.randint(1, desk.limit) if number % 6 else desk.limit + chance.randint(1, 8)
        told.append(inventor.case(number, desk, next(people), received_on, fate, days))
    for number, (fate, ago) in enumerate(PRESENT, start=N_PAST):
        received_on = inventor.before_today(ago)
        told.append(inventor.case(number, chance.choice(desks), next(people), received_on, fate, days=2))
    return told


def _people() -> Iterator[Applicant]:
    regions = {region.code: region for region in Region.objects.all()}
    terms = CommunityRepresentative.objects.in_force().select_related("user", "community").order_by("pk")
    speakers = {term.community_id: term.user for term in terms}
    places = "barangay__municipality__province__region"
    communities = list(OBCCommunity.objects.filter(is_active=True).select_related(places).order_by("pk"))
    number = 0
    while True:
        chance = Random(f"{SEED}-person-{number}")  # noqa: S311 - to be repeatable, not secret
        channel = CHANNELS[number % len(CHANNELS)]
        is_of_community = bool(communities) and (number % 4 == 1 or channel == ApplicationChannel.ASSISTED)
        community = communities[number // 8 % len(communities)] if is_of_community else None
        region = community.barangay.municipality.province.region if community else None
        yield Applicant(
            region=region or (regions.get(chance.choice(REGIONS)) if number % 11 else None),
            sex=sexes(chance),
            channel=channel,
            community=community,
            is_shared=community is not None and number % 8 == 1,
            filed_by=speakers.get(community.pk) if community and channel == ApplicationChannel.ASSISTED else None,
        )
        number += 1


def _desks() -> list[Desk]:
    services = ServiceOffering.objects.filter(import_key__in=SERVICES).select_related("offering_mao")
    by_key = {service.import_key: service for service in services}
    if missing := SERVICES.keys() - by_key:
        raise LoadFailed(f"These services are not in the catalog: {', '.join(sorted(missing))}.")
    return [_desk(by_key[key], default_class) for key, default_class in SERVICES.items()]


def _desk(service: ServiceOffering, default_class: str) -> Desk:
    people = OrganizationMembership.objects.in_force().filter(organization=service.offering_mao)
    reviewers = [term.user for term in people.select_related("user").order_by("user__username")]
    if not reviewers:
        raise LoadFailed(f"Nobody serves {service.offering_mao}. Run demo_accounts first.")
    service.transaction_class = service.transaction_class or default_class  # in the stories only; never saved
    return desk_of(service, reviewers)


# ---- What cases rest on, here and in generated ones ------------------------------------------------------------------


def desk_of(service: ServiceOffering, reviewers: Sequence[User]) -> Desk:
    """With the service's form in use, or a small one made here."""
    form, _is_new = ApplicationForm.objects.get_or_create(
        offering=service, defaults={"live": True, "receiving_unit": f"{MARK}: Records Desk"}
    )
    version = form.versions.order_by("-number").first()
    version = version or FormVersion.objects.create(form=form, number=1, content=SMALL_FORM.to_json())
    return Desk(service, version, reviewers[0], reviewers[-1])


SMALL_FORM = Definition(
    sections=(
        Section(
            Bilingual(f"{MARK}: your household", "Halimbawa: ang inyong sambahayan"),
            (
                Question("members", Kind.NUMBER, Bilingual("How many live in your household?"), minimum="1"),
                Question(
                    "living",
                    Kind.CHOICE,
                    Bilingual("What does your household live on?"),
                    choices=(
                        Choice("farming", Bilingual("Farming")),
                        Choice("fishing", Bilingual("Fishing")),
                        Choice("other", Bilingual("Something else")),
                    ),
                ),
                Question("why", Kind.LONG, Bilingual("What do you need it for?"), is_required=False),
                Question("certificate", Kind.FILE, Bilingual("Certificate of the barangay"), is_required=False),
            ),
        ),
    ),
    criteria=(Criterion("need", "How great the need is", 10), Criterion("papers", "Papers are in order", 5)),
)


def privacy_notice() -> PrivacyNotice:
    today = timezone.localdate()
    return PrivacyNotice.objects.first() or PrivacyNotice.objects.create(
        number=1,
        text=f"{MARK}: we keep what you write only as long as the office needs it.",
        text_fil="Halimbawa: itinatago namin ang isinulat ninyo hangga't kailangan ng opisina.",
        in_force_from=today.replace(year=today.year - 2, day=1),
    )


def reasons_of_refusal() -> list[RefusalReason]:
    kept = list(RefusalReason.objects.filter(is_active=True).order_by("position", "code"))
    return kept or [RefusalReason.objects.create(code=code, name=name) for code, name in REASONS.items()]


def _bring_papers(told: list[Invented]) -> None:
    """A tiny paper for each of the newest cases; the checked ones were accepted by their reviewer."""
    for one in told[-WITH_PAPERS:]:
        case = one.case
        files = [question.name for question in case.form_version.definition.questions() if question.kind == Kind.FILE]
        paper = store_upload(SimpleUploadedFile("demonstration.pdf", TINY_PDF, "application/pdf"), by=None)
        attach(paper)
        is_checked = case.decided_at is not None
        ApplicationFile.objects.create(
            application=case,
            question=files[0] if files else "",
            file=paper,
            is_accepted=True if is_checked else None,
            checked_at=case.decided_at,
            checked_by=case.decided_by,
        )


TINY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 47>>stream\nBT /F1 14 Tf 20 50 Td (Demonstration) Tj ET\nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
