"""Two offices and two communities with one of everything, each marked so that its words are known anywhere."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Collection, Site

from catalog.loaders import load_moderation_workflow
from catalog.models import ApplicationForm, ServiceOffering
from cms import permissions
from cms.models import ContentPage, Navigation
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core.models import Holiday, PortalDocument, PrivateFile, ServiceCategory
from portal.geography.models import Barangay
from portal.needs.models import Need, NeedSummary
from portal.notifications.models import InboxMessage
from portal.organizations.models import Organization
from tests.accounts.factories import UserFactory
from tests.activity.factories import CommentFactory
from tests.catalog.applications.canary import marked_case, marked_draft
from tests.catalog.factories import (
    ApplicationFormFactory,
    MenuFileFactory,
    OfferingFactory,
    OfferingOverlapFactory,
    OfferingReportFactory,
    PrivacyNoticeFactory,
)
from tests.communities.factories import (
    CommunityFactory,
    CommunityFigureFactory,
    RepresentationRequestFactory,
    RepresentativeFactory,
    ServiceAccessFactory,
)
from tests.engagement.factories import EngagementFactory, FeedbackFactory
from tests.evidence.factories import EvidenceItemFactory
from tests.monitoring.factories import (
    BudgetCalendarFactory,
    BudgetJustificationFactory,
    CeilingManagementFactory,
    ImportRunFactory,
    MonitoringEntryFactory,
    MonitoringEntryWorkflowStageFactory,
    OutcomeFactory,
    OutcomeIndicatorFactory,
    OutcomePeriodFactory,
    PolicyImplementedFactory,
    ProgressUpdateFactory,
)
from tests.needs.factories import (
    AssessmentFactory,
    ForwardingFactory,
    NeedFactory,
    NeedFileFactory,
    NeedSummaryFactory,
)
from tests.organizations.factories import FocalPersonFactory, OrganizationFactory, OrganizationMembershipFactory
from tests.policies.factories import (
    PolicyEvidenceFactory,
    PolicyImpactFactory,
    PolicyImplementationMilestoneFactory,
    PolicyRecommendationFactory,
)
from tests.search.factories import PromotedResultFactory, SearchLogFactory, SynonymGroupFactory

OFFICE_ROLES = [
    Role.OOBC_STAFF,
    Role.OOBC_PLANNER,
    Role.BUDGET_OFFICER,
    Role.ME_OFFICER,
    Role.OCM_LEADERSHIP,
    Role.ADMINISTRATOR,
]


@dataclass
class Side:
    """One office and one community, and all that is theirs. ``secret`` stands in every text that is not public.

    ``case_secret`` stands in every word of an application: only the office and who filed it may ever see it.
    """

    secret: str
    case_secret: str
    people: dict[str, User] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    a: Side
    b: Side
    staff: dict[str, User]
    common: dict[str, Any]

    def person(self, role: str) -> User | None:
        """Who walks in this role: for dated roles somebody of side A."""
        return self.a.people.get(role) or self.staff.get(role)


def make_world() -> World:
    """On a website with its first pages."""
    list(permissions.load())
    a, b = _side("quetzalAAA"), _side("quetzalBBB")
    staff = {role.value: UserFactory(role=role) for role in OFFICE_ROLES}
    root = Collection.get_first_root_node()
    document = PortalDocument.objects.create(title="Public paper", file=ContentFile(b"%PDF-", "a.pdf"), collection=root)
    page = ContentPage.objects.first()
    category, barangay = ServiceCategory.objects.first(), Barangay.objects.first()
    common = {
        "page": page,
        "page_revision": page.save_revision(),
        "site": Site.objects.first(),
        "collection": root,
        "document": document,
        "menu": MenuFileFactory(made=True),
        "ceiling": CeilingManagementFactory(),
        "assessment": AssessmentFactory(title=f"Assessment {a.secret} {b.secret}"),
        "calendar": BudgetCalendarFactory(fiscal_year=2030),
        "privacy_notice": PrivacyNoticeFactory(),
        "navigation": Navigation.objects.first(),
        "category": category,
        "sector": category.sector,
        "holiday": Holiday.objects.create(date=datetime.date(2026, 6, 12), name="Independence Day"),
        "barangay": barangay,
        "municipality": barangay.municipality,
        "province": barangay.municipality.province,
        "region": barangay.municipality.province.region,
        "search": SearchLogFactory(found_nothing=True),
        "synonyms": SynonymGroupFactory(),
        "promotion": PromotedResultFactory(),
        "indicator": OutcomeIndicatorFactory(),
    }
    return World(a, b, staff, common)


def _side(secret: str) -> Side:
    organization = OrganizationFactory(contact_email=f"{secret}@example.org".lower())
    community = CommunityFactory(name=f"Community {secret}")
    editor = OrganizationMembershipFactory(organization=organization)
    focal = FocalPersonFactory(membership__organization=organization, designation=f"Head {secret}")
    representative = RepresentativeFactory(community=community)
    figure = CommunityFigureFactory(community=community, source_detail=f"Paper {secret}")
    access = ServiceAccessFactory(community=community, source_detail=f"Visit {secret}")
    request = RepresentationRequestFactory(community=community, barangay=community.barangay, reason=f"I am {secret}")
    live = OfferingFactory(offering_mao=organization, title=f"Live {secret[-3:]}", published=True)
    live.description = f"Changed {secret}"
    revision = live.save_revision()
    waiting = OfferingFactory(offering_mao=organization, title=f"Waiting {secret}", in_moderation=True)
    draft = OfferingFactory(offering_mao=organization, title=f"Draft {secret}")
    forms = _forms(secret, live, draft, waiting)
    overlap = OfferingOverlapFactory(first=waiting, second=draft)
    case_secret = f"quail{secret[-3:]}"
    application = marked_case(case_secret, service=live, filed_by=representative.user, reviewer=editor.user)
    marked_draft(case_secret, of=application)
    report = OfferingReportFactory(offering=live, message=f"Wrong {secret}")
    ppa = MonitoringEntryFactory(lead_organization=organization, title=f"PPA {secret}")
    import_run = ImportRunFactory(
        office=organization, imported=True, file_name=f"{secret}.xlsx", started_by=focal.membership.user
    )
    policy = _policy(organization, secret)
    PolicyImplementedFactory(ppa=ppa, policy=policy["policy"])
    outcome = OutcomeFactory(ppa=ppa, indicator=f"Result {secret}")
    period = OutcomePeriodFactory(outcome=outcome, reported=True, note=f"Counted {secret}")
    BudgetJustificationFactory(ppa=ppa, rationale=f"Because {secret}", without_needs=True)
    stage = MonitoringEntryWorkflowStageFactory(ppa=ppa, late=True)
    update = ProgressUpdateFactory(ppa=ppa, narrative=f"Done {secret}")
    evidence = EvidenceItemFactory(
        title=f"Evidence {secret}", own_office=True, office=organization, source=secret, text=f"Found {secret}"
    )
    need = NeedFactory(community=community, submitted_by_user=representative.user, title=f"Need {secret}")
    need.evidence.add(evidence)
    forwarded = NeedFactory(
        community=community, submitted_by_user=representative.user, title=f"Asked {secret}", validated=True
    )
    forwarding = ForwardingFactory(need=forwarded, mao=organization, message=f"Message {secret}")
    comment = CommentFactory(about=need, author=representative.user, text=f"Comment {secret}")
    engagement = EngagementFactory(
        completed=True, title=f"Engagement {secret}", communities=[community], organizations=[organization]
    )
    feedback = FeedbackFactory(engagement=engagement, text=f"Feedback {secret}", to_do=True)
    notice = InboxMessage.objects.create(user=editor.user, kind="tests.walk", key=secret, subject=f"Notice {secret}")
    return Side(
        secret,
        case_secret,
        people={
            Role.MAO_EDITOR: editor.user,
            Role.MAO_FOCAL: focal.membership.user,
            Role.COMMUNITY_REPRESENTATIVE: representative.user,
        },
        rows={
            "organization": organization,
            "community": community,
            "editor": editor,
            "focal": focal,
            "representative": representative,
            "figure": figure,
            "access": access,
            "request": request,
            "offering": type(live).objects.get(pk=live.pk),
            "revision": revision,
            "draft": draft,
            "waiting": waiting,
            **forms,
            "overlap": overlap,
            "application": application,
            "report": report,
            "ppa": ppa,
            "import_run": import_run,
            "outcome": outcome,
            "period": period,
            "stage": stage,
            "update": update,
            "evidence": evidence,
            "need": need,
            "forwarding": forwarding,
            **_summary(need, secret),
            **policy,
            "notice": notice,
            "commented_need": need,
            "comment": comment,
            "engagement": engagement,
            "feedback": feedback,
            "file": _private_file(secret, editor.user),
        },
    )


def _forms(secret: str, live: ServiceOffering, draft: ServiceOffering, waiting: ServiceOffering) -> dict[str, Any]:
    """A form in use with a change that is not published, a draft, and one that waits for OOBC."""
    forms = {
        "form": ApplicationFormFactory(offering=live),
        "form_draft": ApplicationFormFactory(offering=draft, in_use=False),
        "form_waiting": ApplicationFormFactory(offering=waiting, in_use=False),
    }
    for form in forms.values():
        form.receiving_unit = f"Desk {secret}"
        form.save_revision()
    load_moderation_workflow().start(forms["form_waiting"], UserFactory())
    return {name: ApplicationForm.objects.get(pk=form.pk) for name, form in forms.items()}


def _summary(need: Need, secret: str) -> dict[str, Any]:
    """What the public reads of a need, with a draft of a change that it does not, and a picture."""
    summary = NeedSummaryFactory(need=need, title=f"Water {secret[-3:]}", published=True)
    summary.title = f"Changed {secret}"
    summary.save_revision()
    shown = {"published_at": timezone.now(), "published_by": UserFactory()}
    picture = NeedFileFactory(need=need, file__name=f"{secret}.jpg", file__content_type="image/jpeg", **shown)
    return {"summary": NeedSummary.objects.get(pk=summary.pk), "public_file": picture}


def _policy(organization: Organization, secret: str) -> dict[str, Any]:
    """A draft that the office leads, with a milestone of it, an impact and evidence."""
    policy = PolicyRecommendationFactory(title=f"Policy {secret}", lead_organizations=[organization])
    milestone = PolicyImplementationMilestoneFactory(
        policy=policy, title=f"Step {secret}", responsible_organization=organization
    )
    evidence = PolicyEvidenceFactory(
        policy=policy, item=EvidenceItemFactory(confidentiality="internal"), finding=f"Shown {secret}"
    )
    impact = PolicyImpactFactory(policy=policy, title=f"Change {secret}")
    return {"policy": policy, "milestone": milestone, "impact": impact, "policy_evidence": evidence}


def _private_file(secret: str, owner: User) -> PrivateFile:
    paper = ContentFile(f"%PDF- {secret}".encode(), f"{secret}.pdf")
    return PrivateFile.objects.create(
        file=paper, name=f"{secret}.pdf", content_type="application/pdf", size=20, sha256="0" * 64, uploaded_by=owner
    )
