"""The days of the budget calendar that demonstrations use; the office sets its own."""

import datetime

from portal.monitoring.enums import Stage


def calendar_of(year: int) -> dict[Stage, tuple[datetime.date, datetime.date]]:
    """When each stage of a year's budget begins and is due: the months of the budget of 2024, and invented days."""
    day = datetime.date
    return {
        Stage.BUDGET_CALL: (day(year - 1, 3, 1), day(year - 1, 4, 30)),
        Stage.FORMULATION: (day(year - 1, 5, 1), day(year - 1, 6, 30)),
        Stage.TECHNICAL_HEARING: (day(year - 1, 7, 1), day(year - 1, 8, 31)),
        Stage.LEGISLATION: (day(year - 1, 10, 1), day(year - 1, 12, 20)),
        Stage.EXECUTION: (day(year, 1, 1), day(year, 12, 31)),
        Stage.ACCOUNTABILITY: (day(year + 1, 1, 1), day(year + 1, 1, 30)),
    }
