"""What the linked needs show, in words that staff may change. It names no person: no title or text of a need."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.days import long_date
from portal.monitoring.models import BudgetJustification, MonitoringEntry
from portal.needs.desk.words import count_in_words, pesos_in_words, place_of
from portal.needs.models import Need
from portal.needs.scoring import IN_GAP_LIST_ABOVE

LONGEST = BudgetJustification._meta.get_field("evidence_summary").max_length or 0
FOR_THE_REST = 100


def summary_of(ppa: MonitoringEntry) -> str:
    """Empty where no need is linked. The most pressing stand first; what does not fit is counted."""
    rows = Need.objects.filter(addressed_by__ppa=ppa).with_place().select_related("category", "assessment")
    needs = list(rows.prefetch_related("evidence").ranked())
    if not needs:
        return ""
    lines = [_together(needs)]
    for number, need in enumerate(needs):
        line = " ".join(_about(need))
        if len("\n".join([*lines, line])) > LONGEST - FOR_THE_REST:
            rest = len(needs) - number
            lines.append(ngettext("And %(n)d more need.", "And %(n)d more needs.", rest) % {"n": rest})
            break
        lines.append(line)
    return "\n".join(lines)


def _together(needs: list[Need]) -> str:
    pressing = sum(need.priority_score is not None and need.priority_score > IN_GAP_LIST_ABOVE for need in needs)
    counted = [need.affected_population for need in needs if need.affected_population is not None]
    sentence = ngettext(
        "It answers %(n)d need of the register, %(pressing)d with a score above 4.0.",
        "It answers %(n)d needs of the register, %(pressing)d with a score above 4.0.",
        len(needs),
    ) % {"n": len(needs), "pressing": pressing}
    if not counted:
        return f"{sentence} {_('How many people they concern is not known.')}"
    people = _("People are counted for %(counted)d: %(people)s together; the same person may stand in several.")
    return f"{sentence} {people % {'people': count_in_words(sum(counted)), 'counted': len(counted)}}"


def _about(need: Need) -> Iterator[str]:
    yield f"{need.spoken_reference}: {need.category.name}, {place_of(need)}."
    if need.priority_score is None:
        yield _("No score yet.")
    else:
        yield _("Score %(score)s.") % {"score": need.priority_score}
    if need.affected_population is not None:
        yield _("%(people)s people.") % {"people": count_in_words(need.affected_population)}
    if need.estimated_cost is None:
        yield _("Cost not known.")
    else:
        yield _("Estimated cost ₱%(cost)s.") % {"cost": pesos_in_words(need.estimated_cost)}
    if need.is_community_submitted and need.submission_date:
        yield _("Sent by the community, received on %(day)s.") % {"day": long_date(need.submission_date)}
    else:
        day = long_date(timezone.localdate(need.created_at))
        yield _("Found by the assessment “%(title)s”, entered on %(day)s.") % {"title": need.assessment, "day": day}
    if items := len(need.evidence.all()):
        yield ngettext("%(n)d item of evidence.", "%(n)d items of evidence.", items) % {"n": items}
