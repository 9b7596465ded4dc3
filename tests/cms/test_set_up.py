import pytest
from django.core.management import CommandError, call_command

from cms import set_up

last_migration = set_up._last_migration


@pytest.fixture(autouse=True)
def _migrated_database(tmp_path, monkeypatch):
    monkeypatch.setattr(set_up, "STAMP", tmp_path / "var" / "set-up")
    monkeypatch.setattr(set_up, "_last_migration", lambda: "today")


def test_set_up_when_every_step_succeeds_then_says_each_and_is_done(settings, capsys):
    settings.SET_UP_STEPS = ["translations compile", "check --deploy --fail-level CRITICAL"]

    call_command("set_up")

    said = capsys.readouterr().out.splitlines()
    assert [line.split(" s  ")[-1] for line in said] == settings.SET_UP_STEPS
    assert set_up.is_done()


@pytest.mark.parametrize("step", ["no_such_command", "translations nonsense"])
def test_set_up_when_a_step_fails_then_ends_there_and_is_not_done(settings, step):
    settings.SET_UP_STEPS = [step, "check"]

    with pytest.raises(CommandError):
        call_command("set_up")

    assert not set_up.is_done()


@pytest.mark.parametrize("change", ["code", "database"])
def test_is_done_when_code_or_database_changed_then_no(settings, monkeypatch, tmp_path, change):
    settings.SET_UP_STEPS = []
    call_command("set_up")
    assert set_up.is_done()

    if change == "database":
        monkeypatch.setattr(set_up, "_last_migration", lambda: "another")
    else:
        migration = tmp_path / "0002_more.py"
        migration.write_text("")
        monkeypatch.setattr(set_up, "ROOT", tmp_path)
        monkeypatch.setattr(set_up, "_ingredients", lambda: [migration])

    assert not set_up.is_done()


def test_is_done_when_the_database_has_no_tables_then_no(monkeypatch, settings):
    settings.SET_UP_STEPS = []
    monkeypatch.setattr(set_up, "_last_migration", lambda: None)

    call_command("set_up")

    assert not set_up.is_done()


@pytest.mark.parametrize("address", ["postgresql:///portal?host=/nowhere", "postgresql://127.0.0.1:1/portal"])
def test_last_migration_when_the_database_does_not_answer_then_unknown(monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)

    assert last_migration() is None
