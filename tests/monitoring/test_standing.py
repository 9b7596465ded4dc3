"""Where its PPAs bring a need."""

import pytest

from portal.monitoring.enums import PPAStatus
from portal.monitoring.standing import effective, standing
from portal.needs.enums import NeedStatus

VALIDATED, PLANNED, IN_PROGRESS = NeedStatus.VALIDATED, NeedStatus.PLANNED, NeedStatus.IN_PROGRESS


@pytest.mark.parametrize(
    ("now", "ppas", "to"),
    [
        (VALIDATED, [], None),
        (VALIDATED, ["draft"], None),
        (VALIDATED, ["proposed"], PLANNED),
        (VALIDATED, ["under_review"], PLANNED),
        (VALIDATED, ["approved"], PLANNED),
        (VALIDATED, ["enacted"], PLANNED),
        (VALIDATED, ["proposed", "in_execution"], IN_PROGRESS),
        (VALIDATED, ["completed"], None),
        (PLANNED, ["rejected", "cancelled", "draft"], None),
        (IN_PROGRESS, ["proposed", "cancelled"], PLANNED),
        (IN_PROGRESS, ["completed"], IN_PROGRESS),
        (IN_PROGRESS, ["completed", "proposed"], IN_PROGRESS),
        (PLANNED, ["completed", "proposed"], PLANNED),
    ],
)
def test_need_when_ppas_stand_so_then_belongs_there(now, ppas, to):
    assert standing(now, ppas) == to


def test_ppa_when_on_hold_then_counts_as_it_stood_before():
    assert effective(PPAStatus.ON_HOLD, PPAStatus.IN_EXECUTION) == PPAStatus.IN_EXECUTION
    assert effective(PPAStatus.ENACTED) == PPAStatus.ENACTED
