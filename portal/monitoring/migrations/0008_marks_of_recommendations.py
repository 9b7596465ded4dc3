"""What figures read of recommendations leaves marks too (``0006_marks_of_change``)."""

from django.db import migrations

WATCHED = [
    "monitoring_policyimplemented",
    "policies_policybudgetyear",
    "policies_policyimplementationmilestone",
    "policies_policyrecommendation",
    "policies_policyrecommendation_lead_organizations",
    "policies_policyrecommendation_partner_organizations",
]


def watch(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER leave_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION monitoring_leave_mark()",
        f"DROP TRIGGER leave_mark ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0007_recommendations_that_ppas_implement"),
    ]

    operations = [watch(table) for table in WATCHED]
