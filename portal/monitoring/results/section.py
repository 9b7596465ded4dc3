"""What a PPA promises and reached, on its page."""

from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.sections import Section
from portal.monitoring.enums import OutcomeLevel
from portal.monitoring.figures.results import achievement_of
from portal.monitoring.models import MonitoringEntry
from portal.monitoring.permissions import can, can_define_results

from .words import GREY_BELOW, percent_in_words, results_of

LEVELS = list(OutcomeLevel.values)


def results_section(ppa: MonitoringEntry, user: User) -> Section:
    """Its results by level, each period with target and value, and how many targets were met."""
    outcomes = sorted(ppa.outcomes.prefetch_related("periods"), key=lambda row: (LEVELS.index(row.level), row.position))
    rate = achievement_of(MonitoringEntry.objects.filter(pk=ppa.pk))
    return Section(
        _("Results"),
        "portal/monitoring/admin/results/section.html",
        ppa=ppa,
        results=list(results_of(outcomes)),
        rate=rate,
        shown=[
            (_("Targets met, of those that can be judged"), percent_in_words(rate.rate)),
            (_("Can be judged, of all"), percent_in_words(rate.coverage)),
            (_("Targets met, of all"), percent_in_words(rate.strict_rate)),
            (_("Mean progress"), percent_in_words(rate.mean_progress)),
        ],
        is_grey=rate.coverage is not None and rate.coverage < GREY_BELOW,
        may_define=can_define_results(user, ppa),
        may_report=can(user, "report", ppa),
    )


def lessons_section(ppa: MonitoringEntry, user: User) -> Section | None:
    """What was learned, where somebody wrote it down or may."""
    may_write = can(user, "report", ppa)
    texts = [
        (_("Lessons learned"), ppa.lessons_learned),
        (_("Best practices"), ppa.best_practices),
        (_("Recommendations"), ppa.recommendations_for_future),
    ]
    if not may_write and not any(text for _label, text in texts):
        return None
    template = "portal/monitoring/admin/results/lessons_section.html"
    return Section(_("What was learned"), template, ppa=ppa, rows=texts, may_write=may_write)
