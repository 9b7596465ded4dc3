"""The ledger of money writes itself: each event is chained to the one before it, and none is changed or deleted.

The hash is taken over the whole event without its empty columns, so that columns that come later leave old hashes
right. Flows of money and overrides of ceilings are append-only too, like audit rows. No table is emptied at once: that
would pass the triggers of its rows by.
"""

from django.db import migrations

CHAINED = {
    "monitoring_moneylineevent": "ppa",
    "monitoring_multiyearcontractevent": "ppa",
    "monitoring_monitoringentryfundingevent": "line",
    "monitoring_contractsliceevent": "contract",
    "monitoring_ceilingmanagementevent": "itself",
    "monitoring_ceilingoverrideevent": "ppa",
}
"""Each table of events, and how its events find their chain."""

APPEND_ONLY = [*CHAINED, "monitoring_monitoringentryfunding", "monitoring_ceilingoverride"]
TRACKED = [
    "monitoring_moneyline",
    "monitoring_multiyearcontract",
    "monitoring_contractslice",
    "monitoring_ceilingmanagement",
]
"""Their rows may be deleted, one by one: each tells the ledger. Flows stand among those above."""

WRITTEN_BY_TRIGGERS = {**dict.fromkeys(CHAINED, "INSERT"), "monitoring_ledgerchain": "INSERT OR UPDATE OR DELETE"}

CREATE_CHAIN = """
CREATE FUNCTION monitoring_chain_event() RETURNS trigger LANGUAGE plpgsql SET timezone TO 'UTC' AS $$
BEGIN
    IF TG_ARGV[0] = 'ppa' THEN
        NEW.chain := NEW.ppa_id;
    ELSIF TG_ARGV[0] = 'line' THEN
        SELECT ppa_id INTO NEW.chain FROM monitoring_moneyline WHERE id = NEW.line_id;
    ELSIF TG_ARGV[0] = 'contract' THEN
        SELECT ppa_id INTO NEW.chain FROM monitoring_multiyearcontract WHERE id = NEW.contract_id;
    ELSE
        NEW.chain := NEW.id;
    END IF;
    -- The row of the chain is locked from here to the end of the transaction: events of one chain stand in a row.
    INSERT INTO monitoring_ledgerchain AS c (id, length, last_hash) VALUES (NEW.chain, 1, '')
        ON CONFLICT (id) DO UPDATE SET length = c.length + 1
        RETURNING length, last_hash INTO NEW.position, NEW.previous_hash;
    NEW.hash := encode(sha256(convert_to(jsonb_strip_nulls(to_jsonb(NEW) - 'hash')::text, 'UTF8')), 'hex');
    UPDATE monitoring_ledgerchain SET last_hash = NEW.hash WHERE id = NEW.chain;
    RETURN NEW;
END $$
"""
DROP_CHAIN = "DROP FUNCTION monitoring_chain_event()"

CREATE_REFUSE = """
CREATE FUNCTION monitoring_refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger writes itself (% on %).', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
DROP_REFUSE = "DROP FUNCTION monitoring_refuse_by_hand()"


def trigger(name, table, event, function):
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {function}", f"DROP TRIGGER {name} ON {table}"
    )


def not_emptied(table, function):
    return migrations.RunSQL(
        f"CREATE TRIGGER ledger_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER ledger_not_emptied ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_fill_sort_titles"), ("activity", "0001_audit_rows_append_only")]

    operations = [
        migrations.RunSQL(CREATE_CHAIN, DROP_CHAIN),
        migrations.RunSQL(CREATE_REFUSE, DROP_REFUSE),
        *[
            trigger("ledger_chain", table, "INSERT", f"EXECUTE FUNCTION monitoring_chain_event('{to}')")
            for table, to in CHAINED.items()
        ],
        *[
            trigger("ledger_append_only", table, "UPDATE OR DELETE", "EXECUTE FUNCTION activity_refuse_change()")
            for table in APPEND_ONLY
        ],
        *[
            trigger(
                "ledger_by_itself", table, events,
                "WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION monitoring_refuse_by_hand()",
            )
            for table, events in WRITTEN_BY_TRIGGERS.items()
        ],
        *[not_emptied(table, "activity_refuse_change") for table in [*APPEND_ONLY, *TRACKED]],
        not_emptied("monitoring_ledgerchain", "monitoring_refuse_by_hand"),
    ]  # fmt: skip
