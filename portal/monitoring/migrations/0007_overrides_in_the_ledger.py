"""Overrides of ceilings are in the ledger too, in the chain of the PPA that was let above: verify_ledger proves them.

Those that were there before it get the event that tells of them, with no name of who caused it.
"""

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

TABLE = "monitoring_ceilingoverrideevent"
TELL_OF_THOSE_THERE = f"""
INSERT INTO {TABLE} (at, by_id, ceiling_id, excess, id, pgh_created_at, pgh_label, pgh_obj_id, ppa_id, reason)
SELECT at, by_id, ceiling_id, excess, id, clock_timestamp(), 'insert', id, ppa_id, reason
FROM monitoring_ceilingoverride ORDER BY id
"""  # noqa: S608 - a table of our own


def trigger(name, what):
    return migrations.RunSQL(f"CREATE TRIGGER {name} {what}", f"DROP TRIGGER {name} ON {TABLE}")


def of_each_row(name, event, function):
    return trigger(name, f"BEFORE {event} ON {TABLE} FOR EACH ROW {function}")


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0006_marks_of_change'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CeilingOverrideEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('chain', models.UUIDField(editable=False)),
                ('position', models.PositiveIntegerField(editable=False)),
                ('previous_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('hash', models.CharField(editable=False, max_length=64)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('excess', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='above the ceiling by (₱)')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('ceiling', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.ceilingmanagement')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='monitoring.ceilingoverride')),
                ('ppa', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='monitoring.monitoringentry')),
            ],
            options={
                'verbose_name': 'event of an override of a ceiling',
                'verbose_name_plural': 'events of overrides of ceilings',
                'ordering': ['pgh_id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('chain', 'position'), name='ceilingoverrideevent_place')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ceilingoverride',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_ceilingoverrideevent" ("at", "by_id", "ceiling_id", "excess", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ppa_id", "reason") VALUES (NEW."at", NEW."by_id", NEW."ceiling_id", NEW."excess", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."ppa_id", NEW."reason"); RETURN NULL;', hash='d3b8d33cbbc6c308a4d78457ab8858fd268c4f23', operation='INSERT', pgid='pgtrigger_insert_insert_a1042', table='monitoring_ceilingoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ceilingoverride',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "monitoring_ceilingoverrideevent" ("at", "by_id", "ceiling_id", "excess", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ppa_id", "reason") VALUES (NEW."at", NEW."by_id", NEW."ceiling_id", NEW."excess", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."ppa_id", NEW."reason"); RETURN NULL;', hash='28afbb52b61d15bd2d028cad12ceda05380be933', operation='UPDATE', pgid='pgtrigger_update_update_ede8b', table='monitoring_ceilingoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ceilingoverride',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_ceilingoverrideevent" ("at", "by_id", "ceiling_id", "excess", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ppa_id", "reason") VALUES (OLD."at", OLD."by_id", OLD."ceiling_id", OLD."excess", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."ppa_id", OLD."reason"); RETURN NULL;', hash='4e4a0095d63b6f71bf64979173812d79d34b855c', operation='DELETE', pgid='pgtrigger_delete_delete_f29e7', table='monitoring_ceilingoverride', when='AFTER')),
        ),
        of_each_row("ledger_chain", "INSERT", "EXECUTE FUNCTION monitoring_chain_event('ppa')"),
        migrations.RunSQL(TELL_OF_THOSE_THERE, migrations.RunSQL.noop),
        of_each_row("ledger_append_only", "UPDATE OR DELETE", "EXECUTE FUNCTION activity_refuse_change()"),
        of_each_row(
            "ledger_by_itself", "INSERT",
            "WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION monitoring_refuse_by_hand()",
        ),
        trigger(
            "ledger_not_emptied",
            f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION activity_refuse_change()",
        ),
    ]  # fmt: skip
