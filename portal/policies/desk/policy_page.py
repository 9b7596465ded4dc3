"""The page of one recommendation: what to do, what it says, what it rests on, its money, its steps, and the record."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import StaffRequest
from portal.core.registers import RegisterProfileView
from portal.core.sections import Section, sections

FOLDER = "portal/policies/desk"


class PolicyProfileView(RegisterProfileView):
    request: StaffRequest
    page_title = gettext_lazy("Recommendation")
    is_dense = has_contents = True

    @property
    def policy(self) -> Any:
        return self.object

    def get_sections(self) -> list[Section]:
        return list(self._sections())

    def _sections(self) -> Iterator[Section]:
        policy = self.policy
        yield Section(_("What it says"), f"{FOLDER}/_text.html", policy=policy)
        yield from sections("POLICY_SECTIONS", policy, self.request.user)
