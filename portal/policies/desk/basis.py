"""The acts on a recommendation by which rows come to stand under it."""

from portal.core.registers import ActView
from portal.policies.impacts.acts import RecordImpactAct
from portal.policies.milestones.acts import AddMilestoneAct
from portal.policies.resting.acts import LinkEvidenceAct

BASIS_ACTS: dict[str, type[ActView]] = {
    "add_milestone": AddMilestoneAct,
    "link_evidence": LinkEvidenceAct,
    "record_impact": RecordImpactAct,
}
