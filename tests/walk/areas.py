"""Who may open what: the declared answer for every address. An address that no area knows fails the walk."""

import re
from dataclasses import dataclass, field

from .routes import Route

ANYBODY = frozenset({"anonymous"})
EVERYBODY_SIGNED_IN = frozenset({"*"})
EDITORS = {"mao_editor", "mao_focal"}
READERS = {"oobc_planner", "budget_officer", "me_officer", "ocm_leadership"}
STAFF = EDITORS | READERS | {"oobc_staff", "administrator"}
WEBSITE = {"oobc_staff", "administrator"}
DEFINE = EDITORS | {"oobc_planner", "me_officer"}
TRACK = {"oobc_staff", "oobc_planner", "me_officer"}
CATALOG = EDITORS | READERS | {"oobc_staff"}


@dataclass(frozen=True, eq=False)
class Area:
    pattern: str
    """A regular expression on the route's template, anchored at its start; the first area that fits counts."""

    roles: frozenset[str] | set[str]
    owned: bool = False
    """Its objects belong to an organization or community: those of others do not exist for dated roles."""

    skip: str = ""
    """A reason why the address itself is not probed."""

    may_be_absent: bool = False
    """What it shows may not exist (a second factor not set up, a search without words): then 404 is right."""

    fits: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fits", re.compile(self.pattern))

    def admits(self, role: str) -> bool:
        if "anonymous" in self.roles:
            return True
        return role != "anonymous" and ("*" in self.roles or role in self.roles)


AREAS = [
    # The public site
    Area(r"(robots\.txt|favicon\.ico|sitemap\.xml)$", ANYBODY),
    Area(r"catalog/", ANYBODY),
    Area(r"applications/(track|open)/", ANYBODY),
    Area(r"applications/case/<uuid:pk>/leave/", ANYBODY),  # forgets a case in the own browser
    Area(r"applications/case/", {"community_representative"}, owned=True),  # by a mailed link: tests/catalog/tracking
    Area(r"applications/privacy/", ANYBODY, may_be_absent=True),  # a version that there is not
    Area(r"applications/receipt/", ANYBODY, may_be_absent=True),  # only where it was sent from
    Area(r"applications/(submit|resume)/", ANYBODY),
    Area(r"dev/mail/", ANYBODY),  # only where development mail is kept
    Area(r"documents/", ANYBODY),
    Area(r"\^\(\?P<_0>", ANYBODY),  # Wagtail's pages
    Area(r"_util/", ANYBODY),
    Area(r"accounts/", ANYBODY, may_be_absent=True),  # sign-in and its own checks: tests/accounts
    Area(r"evidence/<uuid:pk>/", ANYBODY, owned=True, may_be_absent=True),  # only of what is public: tests/evidence
    Area(r"community-needs/(feed/|needs\.(json|csv)|<uuid:pk>/(files/.*)?)?$", ANYBODY),
    Area(r"policies/", ANYBODY, owned=True, may_be_absent=True),  # of published texts: tests/policies/public
    Area(r"programs/", ANYBODY, may_be_absent=True),  # of what is law alone: tests/monitoring/public
    # Signed in
    Area(r"notices/", EVERYBODY_SIGNED_IN),
    Area(r"files/", EVERYBODY_SIGNED_IN, owned=True),
    # Of a need: its community's and the office's own, by what they are about and by a comment's key.
    Area(r"comments/", {"community_representative", "oobc_staff"}, owned=True),
    Area(r"community-needs/consultations/", {"community_representative"}, owned=True),
    Area(r"community-needs/dashboard/", {"community_representative"}),
    Area(r"community-needs/represent/", ANYBODY),
    Area(r"communities/", ANYBODY),  # careful facts alone: tests/communities/test_public.py
    Area(r"community-needs/(worker\.js|app\.webmanifest|submit/offline/)$", ANYBODY),  # the same for everybody
    Area(r"community-needs/submit/ready/", {"*"}),
    Area(r"community-needs/submit/", {"community_representative", "oobc_staff"}),
    Area(r"community-needs/receipt/", {"community_representative", "oobc_staff"}, owned=True),
    Area(r"community-needs/case/<uuid:pk>/leave/", ANYBODY),  # forgets a need in the own browser
    Area(r"community-needs/case/", {"community_representative"}, owned=True),  # by a link: tests/needs/following
    Area(r"community-needs/(follow|open)/", ANYBODY),
    Area(r"community-needs/(review|<uuid:pk>/forward)/", ANYBODY),  # leads to the back office, which asks for the right
    Area(r"mao-focal-persons/", ANYBODY),  # leads to the register, which asks for the right
    # The back office: closed doors
    Area(r"admin/(login|logout)/", ANYBODY),  # lead to the one sign-in and the one sign-out page
    Area(r"admin/password_reset/", set()),
    Area(r"admin/bulk/accounts/", set()),
    Area(r"admin/failwhale/", STAFF, skip="Wagtail's own test of the error page: it raises on purpose."),
    Area(r"admin/\^\.\*/\$", STAFF, skip="Wagtail's page for addresses that do not exist."),
    Area(r"admin/test404/", STAFF),
    # The back office: its furniture
    Area(r"admin/(sprite|jsi18n|modeladmin/jsi18n)/", ANYBODY),
    Area(r"admin/$", STAFF),
    Area(r"admin/block-preview/", STAFF, may_be_absent=True),  # of a block that is named
    Area(r"admin/(account|dismissibles|components|tag-autocomplete|notices)", STAFF),
    Area(r"admin/editing-sessions/release/", STAFF),  # ends a session of one's own, and no other
    Area(r"admin/editing-sessions/", STAFF, owned=True),
    # The back office: the website
    Area(r"admin/api/main/", WEBSITE, may_be_absent=True),
    Area(r"admin/(pages|choose-|translation|collections|sites|locales|settings|redirects)", WEBSITE),
    Area(r"admin/(documents|images|embeds)", WEBSITE),
    Area(r"admin/notice-texts/", WEBSITE),
    Area(r"admin/privacy-notice/", {"administrator"}),
    Area(r"admin/reports/site-history/", {"administrator"}),
    Area(r"admin/reports/workflow", {"oobc_staff"}),
    Area(r"admin/reports/outgoing/", {"administrator"}),
    Area(r"admin/reports/kept-data/", {"administrator"}),
    Area(r"admin/privacy/", {"administrator"}),
    Area(r"admin/reports/", WEBSITE),
    Area(r"admin/workflows/", set()),
    Area(r"admin/snippets/$", set()),
    # The back office: the rooms
    Area(r"admin/bulk/", CATALOG, owned=True),
    Area(r"admin/catalog/services/import/", EDITORS | {"oobc_staff"}, owned=True),
    Area(r"admin/catalog/(services|forms)/choose/", STAFF, owned=True),  # of what each may see
    Area(r"admin/catalog/services/", CATALOG, owned=True),
    Area(r"admin/catalog/applications/new/", EDITORS, owned=True, may_be_absent=True),  # a draft is its writer's
    Area(r"admin/catalog/applications/(assign|approve|reject)-many/", EDITORS, owned=True),
    Area(r"admin/catalog/applications/", EDITORS, owned=True),
    Area(r"admin/needs/forwarded/new/", {"oobc_staff"}, owned=True),
    Area(r"admin/needs/forwarded/(accept|return)/", {"mao_focal"}, owned=True),
    Area(r"admin/needs/forwarded/reroute/", {"mao_focal", "oobc_staff"}, owned=True),
    Area(r"admin/needs/forwarded/recall/", {"oobc_staff"}, owned=True),
    Area(r"admin/needs/(forwarded|answers)/", CATALOG, owned=True),
    Area(r"admin/needs/register/((results|inspect/.*|history/.*|history-results/.*)/)?$", READERS | {"oobc_staff"}),
    Area(r"admin/needs/register/", {"oobc_staff"}),
    Area(r"admin/needs/boards/", READERS | {"oobc_staff"}),
    Area(r"admin/needs/summaries/", READERS | {"oobc_staff"}),
    Area(r"admin/programs/results/(set-target|change|remove)/", DEFINE, owned=True),
    Area(r"admin/programs/reported-results/(report|remove)/", DEFINE, owned=True),
    Area(r"admin/programs/ppas/(add-outcome|report-results|write-lessons)/", DEFINE, owned=True),
    Area(r"admin/programs/reported-results/(approve|send-back|revise-target|approve-many)/", {"me_officer"}),
    Area(r"admin/programs/indicators/(new|edit|activate|deactivate)/", {"me_officer"}),
    Area(r"admin/programs/(indicators|lessons|costs|slippage|scorecard)/", CATALOG),
    Area(r"admin/programs/ppas/(line|remove-line|room)/", EDITORS | {"oobc_planner"}, owned=True),
    Area(r"admin/programs/ppas/(flow|reverse|contract|slices)/", {"mao_focal", "budget_officer"}, owned=True),
    Area(r"admin/programs/ppas/(new|edit|team)/", EDITORS | {"oobc_planner"}, owned=True),
    Area(
        r"admin/programs/ppas/(propose|take-back|ask-change|withdraw-change)/",
        {"mao_focal", "oobc_planner"},
        owned=True,
    ),
    Area(r"admin/programs/ppas/(review|send-back|enact|hold|resume)/", {"budget_officer"}),
    Area(r"admin/programs/ppas/(approve|refuse)(-change)?/", {"ocm_leadership"}),
    Area(r"admin/programs/ppas/(start|complete|reached)/", EDITORS | {"oobc_planner", "me_officer"}, owned=True),
    Area(r"admin/programs/ppas/cancel/", {"mao_focal", "oobc_planner", "ocm_leadership"}, owned=True),
    Area(r"admin/programs/ceilings/(new|edit|allow)/", {"budget_officer"}),
    Area(r"admin/programs/ceilings/", READERS | {"oobc_staff"}),
    Area(r"admin/programs/dashboard/", CATALOG),
    Area(r"admin/policies/overview/", CATALOG),
    Area(r"admin/policies/brief/", CATALOG, owned=True),
    Area(r"admin/programs/gap/propose/", EDITORS | {"oobc_planner"}, owned=True),
    Area(r"admin/programs/gap/", READERS | {"oobc_staff"}),
    Area(r"admin/programs/import/(workbook|export)/", EDITORS | {"oobc_planner", "budget_officer"}),
    Area(r"admin/programs/import/", EDITORS | {"oobc_planner", "budget_officer"}, owned=True),
    Area(r"admin/programs/linking/", EDITORS | {"oobc_planner"}, owned=True),
    Area(r"admin/programs/tagging/", EDITORS | {"oobc_planner"}, owned=True),
    Area(r"admin/policies/tagging/", {"oobc_planner"}),
    Area(r"admin/policies/budget/", CATALOG),
    Area(r"admin/programs/justification/<uuid:pk>/$", EDITORS | {"oobc_planner"}, owned=True),
    Area(r"admin/programs/(justification|evidence)/", CATALOG, owned=True),
    Area(
        r"admin/programs/ppas/lay-out-stages/", EDITORS | {"oobc_planner", "me_officer", "budget_officer"}, owned=True
    ),
    Area(r"admin/programs/ppas/report/", EDITORS | {"oobc_planner", "me_officer"}, owned=True),
    Area(r"admin/programs/progress/correct/", EDITORS | {"oobc_planner", "me_officer"}, owned=True),
    Area(
        r"admin/programs/stages/(begin|complete|unblock|block|assign|due|document|reopen)/",
        EDITORS | {"oobc_planner", "me_officer", "budget_officer"},
        owned=True,
    ),
    Area(r"admin/programs/calendar/(new|edit)/", {"oobc_planner", "budget_officer"}),
    Area(r"admin/programs/calendar/", READERS | {"oobc_staff"}),
    Area(r"admin/policies/recommendations/(new|edit|hand-in)/", {"oobc_staff", "oobc_planner"}),
    Area(r"admin/policies/recommendations/(publish|return-change|unpublish|submit|withdraw)/", {"oobc_staff"}),
    Area(r"admin/policies/recommendations/(endorse|reject)/", {"ocm_leadership"}),
    Area(r"admin/policies/recommendations/(approve|send-back|defer|resume)/", {"oobc_staff", "ocm_leadership"}),
    Area(r"admin/policies/recommendations/(begin|finish)/", {"oobc_staff", "oobc_planner", "me_officer"}),
    Area(r"admin/alerts/", CATALOG, owned=True),
    Area(r"admin/programs/(ppas|results|reported-results|stages|progress)/", CATALOG, owned=True),
    Area(r"admin/policies/recommendations/(add-milestone|record-impact)/", TRACK),
    Area(r"admin/policies/recommendations/link-evidence/", {"oobc_staff", "oobc_planner"}),
    Area(r"admin/policies/recommendations/", CATALOG, owned=True),
    Area(r"admin/policies/milestones/(change|reopen|give-up)/", TRACK),
    Area(r"admin/policies/milestones/(report|complete)/", EDITORS | TRACK, owned=True),
    Area(r"admin/policies/impacts/(change|remove)/", TRACK),
    Area(r"admin/policies/evidence/(verify|doubt)/", {"oobc_staff"}),
    Area(r"admin/policies/(evidence/unlink|beside)/", {"oobc_staff", "oobc_planner"}),
    Area(r"admin/policies/(milestones|impacts|evidence)/", CATALOG, owned=True),
    Area(r"admin/needs/assessments/(new|import-needs)/", {"oobc_staff", "oobc_planner"}),
    Area(r"admin/needs/assessments/", READERS | {"oobc_staff"}),
    Area(r"admin/(municipality|barangay)_chooser/", STAFF),  # public knowledge
    Area(r"admin/catalog/forms/add/", EDITORS | {"oobc_staff"}, owned=True),
    Area(r"admin/catalog/forms/", CATALOG, owned=True),
    Area(r"admin/catalog/reports/", EDITORS | {"oobc_staff"}, owned=True),
    Area(r"admin/search/searches/<int:pk>/answer/", WEBSITE),
    Area(r"admin/search/searches/", WEBSITE | {"ocm_leadership"}),
    Area(r"admin/search/", WEBSITE),
    Area(r"admin/catalog/overlaps/", EDITORS | {"oobc_staff"}, owned=True),
    Area(
        r"admin/catalog/figures/", EDITORS | {"oobc_staff", "oobc_planner", "me_officer", "ocm_leadership"}, owned=True
    ),
    Area(r"admin/catalog/use/", CATALOG, owned=True),
    Area(r"admin/needs/comments/", {"oobc_staff"}),
    Area(r"admin/engagements/", CATALOG - {"budget_officer"}, owned=True),
    Area(
        r"admin/(consultation-feedback|engagements-in-figures)/",
        {"oobc_staff", "oobc_planner", "me_officer", "ocm_leadership"},
    ),
    Area(r"admin/(organizations|organization_chooser|focal-persons)/", STAFF, owned=True),
    Area(r"admin/memberships/", EDITORS | {"oobc_staff", "administrator"}, owned=True),
    Area(r"admin/communities/import/", {"oobc_staff", "administrator"}),
    Area(r"admin/community_chooser/", STAFF, owned=True),  # of what each may see
    Area(r"admin/communities/", READERS | {"oobc_staff", "administrator"}, owned=True),
    Area(r"admin/(community-representatives|representation-requests)/", {"oobc_staff", "administrator"}, owned=True),
    Area(r"admin/(evidence|evidence_chooser)/", STAFF, owned=True),
    Area(r"admin/needs/evidence/need/", CATALOG, owned=True),
    Area(r"admin/needs/evidence/assessment/", READERS | {"oobc_staff"}),
    Area(r"admin/users/", {"administrator"}),
    Area(r"admin/\^?(core|geography|catalog/refusalreason|communities/ethnolinguisticgroup)/", {"administrator"}),
]


def area_of(route: Route) -> Area | None:
    return next((area for area in AREAS if area.fits.match(route.template)), None)
