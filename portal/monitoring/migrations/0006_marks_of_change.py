"""Whatever writes to a table that figures read leaves a mark, so that kept figures are known to be out of date.

A mark is a random number in a table of its own; ``portal/monitoring/figures/kept.py`` says what their sum proves.
"""

from django.db import migrations

WATCHED = [
    "communities_obccommunity",
    "core_developmentgoal",
    "core_fundingsource",
    "core_needcategory",
    "core_sector",
    "geography_barangay",
    "geography_municipality",
    "geography_province",
    "geography_region",
    "monitoring_beneficiarygroup",
    "monitoring_budgetcalendar",
    "monitoring_budgetjustification",
    "monitoring_budgetjustification_documents",
    "monitoring_ceilingmanagement",
    "monitoring_ceilingoverride",
    "monitoring_changerequest",
    "monitoring_contractslice",
    "monitoring_disaggregation",
    "monitoring_moneyline",
    "monitoring_monitoringentry",
    "monitoring_monitoringentry_evidence",
    "monitoring_monitoringentry_goals",
    "monitoring_monitoringentry_partner_organizations",
    "monitoring_monitoringentryfunding",
    "monitoring_monitoringentryworkflowstage",
    "monitoring_multiyearcontract",
    "monitoring_needaddressed",
    "monitoring_outcome",
    "monitoring_outcomeindicator",
    "monitoring_outcomeperiod",
    "monitoring_ppamember",
    "monitoring_ppaplace",
    "monitoring_ppatag",
    "monitoring_progressupdate",
    "needs_assessment",
    "needs_need",
    "organizations_organization",
]

CREATE_TABLE = "CREATE TABLE monitoring_mark (mark numeric NOT NULL)"
DROP_TABLE = "DROP TABLE monitoring_mark"

CREATE_FUNCTION = """
CREATE FUNCTION monitoring_leave_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO monitoring_mark VALUES (1 + (random() * 1e15)::bigint);
    RETURN NULL;
END $$
"""
DROP_FUNCTION = "DROP FUNCTION monitoring_leave_mark()"


def watch(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER leave_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION monitoring_leave_mark()",
        f"DROP TRIGGER leave_mark ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0005_imports"),
    ]

    operations = [
        migrations.RunSQL(CREATE_TABLE, DROP_TABLE),
        migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION),
        *[watch(table) for table in WATCHED],
    ]
