"""The columns of the exports."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core.tables import Column, Table

from .models import ConsultationFeedback, StakeholderEngagement

ENGAGEMENT_COLUMNS = [
    Column("title", _("Title"), width=40),
    Column("engagement_type", _("Type"), value="get_engagement_type_display", width=24),
    Column("participation_level", _("IAP2 level"), value="get_participation_level_display", width=14),
    Column("status", _("Status"), value="get_status_display", width=14),
    Column("place", _("Place"), value=lambda row: str(row.place), width=30),
    Column("region", _("Region"), value="in_region.label", width=24),
    Column("planned_start", _("Planned from"), kind="date"),
    Column("actual_start", _("Began on"), kind="date"),
    Column("actual_end", _("Ended on"), kind="date"),
    Column("people", _("People"), kind="number"),
    Column("budget", _("Budget (₱)"), kind="money"),
    Column("cost", _("Cost (₱)"), kind="money"),
    Column("outcome", _("Outcome"), width=60),
]

FEEDBACK_COLUMNS = [
    Column("engagement", _("Engagement"), value=lambda row: str(row.engagement), width=40),
    Column("feedback_type", _("Type"), value="get_feedback_type_display", width=20),
    Column("sentiment", _("Tone"), value="get_sentiment_display", width=12),
    Column("given_by_role", _("Who said it"), width=28),
    Column("text", _("What was said"), width=60),
    Column("satisfaction", _("Satisfaction (1 to 5)"), kind="number"),
    Column("given_at", _("Received on"), kind="date"),
    Column("follow_up_due_on", _("Follow up by"), kind="date"),
    Column("follow_up_done_at", _("Followed up on"), kind="date"),
    Column("follow_up_words", _("What was done"), width=60),
]


def engagement_table(rows: Any) -> Table:
    return Table(ENGAGEMENT_COLUMNS, rows, title=StakeholderEngagement._meta.verbose_name_plural)


def feedback_table(rows: Any) -> Table:
    return Table(FEEDBACK_COLUMNS, rows, title=ConsultationFeedback._meta.verbose_name_plural)
