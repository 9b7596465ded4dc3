"""PPAs at each point of their way, by named traits, and every kind of row that belongs to one."""

import datetime
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.monitoring.enums import (
    ActualState,
    BeneficiarySector,
    ChangeState,
    ComplianceTag,
    Direction,
    DocumentKind,
    ExpenseClass,
    FlowType,
    ImportedWhat,
    ImportKind,
    ImportState,
    InterventionType,
    OutcomeLevel,
    PPAStatus,
    Stage,
    StageState,
    TeamRole,
)
from portal.monitoring.models import (
    BeneficiaryGroup,
    BudgetCalendar,
    BudgetJustification,
    CeilingManagement,
    CeilingManagementEvent,
    CeilingOverride,
    CeilingOverrideEvent,
    ChangeRequest,
    ContractSlice,
    ContractSliceEvent,
    Disaggregation,
    EarlierUpdate,
    GivenReason,
    ImportAlias,
    ImportedRow,
    ImportMapping,
    ImportRun,
    LedgerChain,
    MoneyLine,
    MoneyLineEvent,
    MonitoringEntry,
    MonitoringEntryFunding,
    MonitoringEntryFundingEvent,
    MonitoringEntryWorkflowStage,
    MultiYearContract,
    MultiYearContractEvent,
    NeedAddressed,
    Outcome,
    OutcomeIndicator,
    OutcomePeriod,
    PolicyImplemented,
    PPAMember,
    PPAPlace,
    PPATag,
    ProgressUpdate,
    StageDocument,
)
from tests.accounts.factories import UserFactory
from tests.communities.factories import CommunityFactory
from tests.core.factories import FundingSourceFactory, PrivateFileFactory
from tests.geography.factories import MunicipalityFactory
from tests.needs.factories import NeedFactory
from tests.organizations.factories import OrganizationFactory
from tests.policies.factories import PolicyRecommendationFactory

YEAR = 2026
ACT = "Bangsamoro Autonomy Act No. 77, for a test"


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


class MonitoringEntryFactory(DjangoModelFactory):
    """A draft, unless a trait says otherwise. ``with_money=1_000_000`` gives it a line of this year."""

    class Meta:
        model = MonitoringEntry
        skip_postgeneration_save = True

    class Params:
        proposed = factory.Trait(
            status=PPAStatus.PROPOSED,
            proposed_at=factory.LazyFunction(timezone.now),
            proposed_by=factory.SubFactory(UserFactory),
        )
        under_review = factory.Trait(
            proposed=True,
            status=PPAStatus.UNDER_REVIEW,
            reviewed_at=factory.LazyFunction(timezone.now),
            reviewed_by=factory.SubFactory(UserFactory),
        )
        approved = factory.Trait(
            under_review=True,
            status=PPAStatus.APPROVED,
            approved_at=factory.LazyFunction(timezone.now),
            approved_by=factory.SubFactory(UserFactory),
        )
        enacted = factory.Trait(
            approved=True,
            status=PPAStatus.ENACTED,
            enacted_on=datetime.date(YEAR - 1, 12, 20),
            enacted_by_act=ACT,
        )
        in_execution = factory.Trait(
            enacted=True, status=PPAStatus.IN_EXECUTION, actual_start=datetime.date(YEAR, 1, 15)
        )
        completed = factory.Trait(in_execution=True, status=PPAStatus.COMPLETED, actual_end=datetime.date(YEAR, 6, 30))
        on_hold = factory.Trait(
            in_execution=True,
            status=PPAStatus.ON_HOLD,
            status_before=PPAStatus.IN_EXECUTION,
            reason="The river flooded the site.",
        )
        rejected = factory.Trait(under_review=True, status=PPAStatus.REJECTED, reason="The province does it.")
        cancelled = factory.Trait(enacted=True, status=PPAStatus.CANCELLED, reason="The site was sold.")
        published = factory.Trait(  # loaded from an act, as the appropriations of 2024 are
            status=PPAStatus.ENACTED,
            enacted_on=datetime.date(2023, 12, 21),
            enacted_by_act="Bangsamoro Autonomy Act No. 56",
            source="Bangsamoro Autonomy Act No. 56, page 10",
            loaded_from=factory.Sequence(lambda n: f"act.csv, row {n}"),
            created_by=None,
        )
        late = factory.Trait(
            planned_start=factory.LazyFunction(lambda: in_days(-200)),
            planned_end=factory.LazyFunction(lambda: in_days(-20)),
        )

    title = factory.Sequence(lambda n: f"Project {n}")
    lead_organization = factory.SubFactory(OrganizationFactory)
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def with_money(self, create, extracted, **kwargs):
        if create and extracted is not None:
            MoneyLineFactory(ppa=self, amount=Decimal(extracted), **kwargs)


class PPAPlaceFactory(DjangoModelFactory):
    """A community, unless a trait says otherwise."""

    class Meta:
        model = PPAPlace

    class Params:
        in_municipality = factory.Trait(community=None, municipality=factory.SubFactory(MunicipalityFactory))

    ppa = factory.SubFactory(MonitoringEntryFactory)
    community = factory.SubFactory(CommunityFactory)


class PPAMemberFactory(DjangoModelFactory):
    class Meta:
        model = PPAMember

    class Params:
        leader = factory.Trait(role=TeamRole.LEAD)

    ppa = factory.SubFactory(MonitoringEntryFactory)
    user = factory.SubFactory(UserFactory)


class PPATagFactory(DjangoModelFactory):
    class Meta:
        model = PPATag

    ppa = factory.SubFactory(MonitoringEntryFactory)
    tag = ComplianceTag.GAD
    amount = Decimal(50_000)


class BeneficiaryGroupFactory(DjangoModelFactory):
    class Meta:
        model = BeneficiaryGroup

    ppa = factory.SubFactory(MonitoringEntryFactory)
    group = BeneficiarySector.FEMALE
    target = 60


# ---- Money -----------------------------------------------------------------------------------------------------------


class MoneyLineFactory(DjangoModelFactory):
    """A million of the regional budget for operating expenses, unless a trait says otherwise."""

    class Meta:
        model = MoneyLine

    class Params:
        capital = factory.Trait(expense_class=ExpenseClass.CO)
        personnel = factory.Trait(expense_class=ExpenseClass.PS)

    ppa = factory.SubFactory(MonitoringEntryFactory)
    fiscal_year = YEAR
    expense_class = ExpenseClass.MOOE
    source = factory.SubFactory(FundingSourceFactory, code="gaab")
    amount = Decimal(1_000_000)


class MultiYearContractFactory(DjangoModelFactory):
    """``slices={2026: 600_000, 2027: 400_000}`` gives it these slices."""

    class Meta:
        model = MultiYearContract
        skip_postgeneration_save = True

    ppa = factory.SubFactory(MonitoringEntryFactory, in_execution=True)
    title = factory.Sequence(lambda n: f"Contract {n}")
    authority = "Multi-year contractual authority 2026-1"
    total_cost = Decimal(1_000_000)
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def slices(self, create, extracted, **kwargs):
        for year, amount in (extracted or {}).items() if create else ():
            ContractSliceFactory(contract=self, fiscal_year=year, amount=Decimal(amount))


class ContractSliceFactory(DjangoModelFactory):
    class Meta:
        model = ContractSlice

    contract = factory.SubFactory(MultiYearContractFactory)
    fiscal_year = YEAR
    amount = Decimal(1_000_000)


class MonitoringEntryFundingFactory(DjangoModelFactory):
    """An allotment, unless a trait says otherwise."""

    class Meta:
        model = MonitoringEntryFunding

    class Params:
        adjustment = factory.Trait(type=FlowType.ADJUSTMENT, reason="Moved by the Cabinet.")
        obligation = factory.Trait(type=FlowType.OBLIGATION)
        disbursement = factory.Trait(type=FlowType.DISBURSEMENT)

    line = factory.SubFactory(MoneyLineFactory, ppa=factory.SubFactory(MonitoringEntryFactory, in_execution=True))
    type = FlowType.ALLOCATION
    amount = Decimal(500_000)
    on = datetime.date(YEAR, 1, 20)
    entered_by = factory.SubFactory(UserFactory)

    @classmethod
    def reversing(cls, flow, **values):
        """The flow that takes back this one."""
        return cls(
            line=flow.line, type=flow.type, amount=-flow.amount, reverses=flow, reason="Entered twice.", **values
        )


class LedgerEventFactory(DjangoModelFactory):
    """The last event of a row, which the database wrote when the row was made."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, row, **kwargs):
        return model_class.objects.filter(pgh_obj=row.pk).latest("pgh_id")


class MoneyLineEventFactory(LedgerEventFactory):
    class Meta:
        model = MoneyLineEvent

    row = factory.SubFactory(MoneyLineFactory)


class MonitoringEntryFundingEventFactory(LedgerEventFactory):
    class Meta:
        model = MonitoringEntryFundingEvent

    row = factory.SubFactory(MonitoringEntryFundingFactory)


class MultiYearContractEventFactory(LedgerEventFactory):
    class Meta:
        model = MultiYearContractEvent

    row = factory.SubFactory(MultiYearContractFactory)


class ContractSliceEventFactory(LedgerEventFactory):
    class Meta:
        model = ContractSliceEvent

    row = factory.SubFactory(ContractSliceFactory)


class LedgerChainFactory(DjangoModelFactory):
    """The chain of a PPA with one money line."""

    class Meta:
        model = LedgerChain

    line = factory.SubFactory(MoneyLineFactory)

    @classmethod
    def _create(cls, model_class, line, **kwargs):
        return model_class.objects.get(pk=line.ppa_id)


# ---- Stages, changes and updates -------------------------------------------------------------------------------------


class BudgetCalendarFactory(DjangoModelFactory):
    class Meta:
        model = BudgetCalendar

    fiscal_year = YEAR + 1
    stage = Stage.BUDGET_CALL
    opens_on = datetime.date(YEAR, 3, 1)
    due_on = datetime.date(YEAR, 4, 30)


class MonitoringEntryWorkflowStageFactory(DjangoModelFactory):
    class Meta:
        model = MonitoringEntryWorkflowStage

    class Params:
        done = factory.Trait(
            state=StageState.COMPLETED,
            completed_at=factory.LazyFunction(timezone.now),
            completed_by=factory.SubFactory(UserFactory),
        )
        blocked = factory.Trait(state=StageState.BLOCKED, blocked_by="The feasibility study is missing.")
        late = factory.Trait(state=StageState.IN_PROGRESS, due_on=factory.LazyFunction(lambda: in_days(-1)))

    ppa = factory.SubFactory(MonitoringEntryFactory)
    fiscal_year = YEAR
    stage = Stage.FORMULATION


class StageDocumentFactory(DjangoModelFactory):
    class Meta:
        model = StageDocument

    stage = factory.SubFactory(MonitoringEntryWorkflowStageFactory)
    kind = DocumentKind.SUBMISSION
    file = factory.SubFactory(PrivateFileFactory)
    added_by = factory.SubFactory(UserFactory)


class ProgressUpdateFactory(DjangoModelFactory):
    class Meta:
        model = ProgressUpdate

    class Params:
        behind = factory.Trait(
            target_pct=Decimal(50),
            actual_pct=Decimal(30),
            deviation_reason="Rain stopped the work for five weeks.",
            corrective_action="A second crew begins in the dry month.",
        )

    ppa = factory.SubFactory(MonitoringEntryFactory, in_execution=True)
    fiscal_year = YEAR
    quarter = 1
    narrative = "Twelve of twenty wells are drilled."
    reported_by = factory.SubFactory(UserFactory)


class EarlierUpdateFactory(DjangoModelFactory):
    class Meta:
        model = EarlierUpdate

    update = factory.SubFactory(ProgressUpdateFactory)
    narrative = "Eleven of twenty wells are drilled."
    replaced_by = factory.SubFactory(UserFactory)


class ChangeRequestFactory(DjangoModelFactory):
    class Meta:
        model = ChangeRequest

    class Params:
        approved = factory.Trait(
            state=ChangeState.APPROVED,
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory),
            decision_reason="The new site was seen.",
        )
        refused = factory.Trait(approved=True, state=ChangeState.REFUSED, decision_reason="The money is needed here.")

    ppa = factory.SubFactory(MonitoringEntryFactory, approved=True)
    changes = factory.LazyFunction(lambda: [{"field": "title", "line": None, "old": "Project", "new": "A project"}])
    reason = "The site moved."
    asked_by = factory.SubFactory(UserFactory)


class GivenReasonFactory(DjangoModelFactory):
    class Meta:
        model = GivenReason

    ppa = factory.SubFactory(MonitoringEntryFactory)
    text = "The river moved."
    by = factory.SubFactory(UserFactory)


# ---- Results ---------------------------------------------------------------------------------------------------------


class OutcomeIndicatorFactory(DjangoModelFactory):
    class Meta:
        model = OutcomeIndicator

    code = factory.Sequence(lambda n: f"indicator-{n}")
    category = InterventionType.HEALTH
    level = OutcomeLevel.OUTCOME
    indicator_name = factory.Sequence(lambda n: f"Indicator {n}")
    definition = "Births that a doctor, nurse or midwife attended, of all births."
    measurement_method = "Births attended divided by births, times 100."
    data_source = "Records of the health station"
    defined_by = "SDG indicator 3.1.2"
    unit = "percent"


class OutcomeFactory(DjangoModelFactory):
    """A result where more is better, without a baseline, unless a trait says otherwise."""

    class Meta:
        model = Outcome

    class Params:
        of_library = factory.Trait(
            library_indicator=factory.SubFactory(OutcomeIndicatorFactory),
            indicator=factory.SelfAttribute("library_indicator.indicator_name"),
        )
        decreasing = factory.Trait(direction=Direction.DECREASE, baseline=Decimal(40))

    ppa = factory.SubFactory(MonitoringEntryFactory, in_execution=True)
    level = OutcomeLevel.OUTCOME
    indicator = factory.Sequence(lambda n: f"Result {n}")
    unit = "percent"


class OutcomePeriodFactory(DjangoModelFactory):
    """A target of the year, not reported yet, unless a trait says otherwise."""

    class Meta:
        model = OutcomePeriod

    class Params:
        reported = factory.Trait(
            actual=Decimal(70),
            actual_state=ActualState.REPORTED,
            reported_at=factory.LazyFunction(timezone.now),
            reported_by=factory.SubFactory(UserFactory),
        )
        approved = factory.Trait(
            reported=True,
            actual_state=ActualState.APPROVED,
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory),
        )
        returned = factory.Trait(
            approved=True, actual_state=ActualState.RETURNED, decision_note="Count the first half too."
        )

    outcome = factory.SubFactory(OutcomeFactory)
    fiscal_year = YEAR
    target = Decimal(75)


class DisaggregationFactory(DjangoModelFactory):
    class Meta:
        model = Disaggregation

    period = factory.SubFactory(OutcomePeriodFactory, reported=True)
    group = "Women and girls"
    actual = Decimal(35)


# ---- Needs and ceilings ----------------------------------------------------------------------------------------------


class NeedAddressedFactory(DjangoModelFactory):
    class Meta:
        model = NeedAddressed

    ppa = factory.SubFactory(MonitoringEntryFactory)
    need = factory.SubFactory(NeedFactory, prioritized=True)
    linked_by = factory.SubFactory(UserFactory)


class PolicyImplementedFactory(DjangoModelFactory):
    class Meta:
        model = PolicyImplemented

    ppa = factory.SubFactory(MonitoringEntryFactory)
    policy = factory.SubFactory(PolicyRecommendationFactory)
    linked_by = factory.SubFactory(UserFactory)


class BudgetJustificationFactory(DjangoModelFactory):
    class Meta:
        model = BudgetJustification

    class Params:
        without_needs = factory.Trait(without_needs_reason="The register knows no need of schools yet.")

    ppa = factory.SubFactory(MonitoringEntryFactory)
    rationale = "Two in three wells run dry."
    updated_by = factory.SubFactory(UserFactory)


class CeilingManagementFactory(DjangoModelFactory):
    """A thousand pesos of the regional budget, for all sectors, unless told otherwise."""

    class Meta:
        model = CeilingManagement

    class Params:
        warning_only = factory.Trait(mode="warn")

    fiscal_year = YEAR
    source = factory.SubFactory(FundingSourceFactory, code="gaab")
    ceiling_amount = Decimal(1_000)
    created_by = factory.SubFactory(UserFactory)


class CeilingOverrideFactory(DjangoModelFactory):
    class Meta:
        model = CeilingOverride

    ceiling = factory.SubFactory(CeilingManagementFactory)
    ppa = factory.SubFactory(MonitoringEntryFactory, proposed=True)
    excess = Decimal(100)
    reason = "The Cabinet promised the rest."
    by = factory.SubFactory(UserFactory)


class CeilingManagementEventFactory(LedgerEventFactory):
    class Meta:
        model = CeilingManagementEvent

    row = factory.SubFactory(CeilingManagementFactory)


class CeilingOverrideEventFactory(LedgerEventFactory):
    class Meta:
        model = CeilingOverrideEvent

    row = factory.SubFactory(CeilingOverrideFactory)


# ---- Imports ---------------------------------------------------------------------------------------------------------


class ImportRunFactory(DjangoModelFactory):
    """A file that was read, unless a trait says otherwise."""

    class Meta:
        model = ImportRun

    class Params:
        imported = factory.Trait(state=ImportState.IMPORTED, imported_at=factory.LazyFunction(timezone.now))

    kind = ImportKind.PPAS
    office = factory.SubFactory(OrganizationFactory)
    file_name = "proposals.xlsx"
    header = factory.LazyFunction(lambda: {"rows": [1], "cells": ["Title"]})
    started_by = factory.SubFactory(UserFactory)


class ImportedRowFactory(DjangoModelFactory):
    class Meta:
        model = ImportedRow

    run = factory.SubFactory(ImportRunFactory, imported=True)
    number = 2
    what = ImportedWhat.MADE
    ppa = factory.SubFactory(MonitoringEntryFactory)


class ImportMappingFactory(DjangoModelFactory):
    class Meta:
        model = ImportMapping

    office = factory.SubFactory(OrganizationFactory)
    kind = ImportKind.PPAS
    shape = factory.Sequence(lambda n: f"{n:064}")
    columns = factory.LazyFunction(lambda: {"0": "title"})
    saved_by = factory.SubFactory(UserFactory)


class ImportAliasFactory(DjangoModelFactory):
    class Meta:
        model = ImportAlias

    office = factory.SubFactory(OrganizationFactory)
    column = "funding_source"
    spelling = factory.Sequence(lambda n: f"fund {n}")
    meaning = "gaab"
    saved_by = factory.SubFactory(UserFactory)
