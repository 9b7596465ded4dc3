"""An impact as one line of a table."""

from dataclasses import dataclass
from functools import cached_property

from portal.policies.judging import Judged, judged
from portal.policies.models import PolicyImpact

from .words import in_words, percent_in_words, verdict


@dataclass
class ImpactLine:
    impact: PolicyImpact

    @cached_property
    def found(self) -> Judged:
        return judged(self.impact)

    @property
    def before(self) -> str:
        return in_words(self.impact.baseline)

    @property
    def target(self) -> str:
        return in_words(self.impact.target)

    @property
    def actual(self) -> str:
        return in_words(self.found.actual)

    @property
    def progress(self) -> str:
        return percent_in_words(self.found.progress)

    @property
    def verdict(self) -> str:
        return verdict(self.found)
