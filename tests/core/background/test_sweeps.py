import datetime

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from portal.core.background.scheduler import wake_if_wanted
from portal.core.background.sweeps import Sweep, run_sweep, sweeps, wake

HERE = "tests.core.background.jobs"
EVERY_MINUTE = datetime.timedelta(minutes=1)
MANILA = datetime.timezone(datetime.timedelta(hours=8))


@pytest.fixture
def schedule(settings):
    settings.SCHEDULE = [
        (f"{HERE}.sweep", EVERY_MINUTE),
        (f"{HERE}.other_sweep", datetime.time(2, 10)),
    ]


def test_settings_when_read_then_every_sweep_and_condition_exists():
    for sweep in sweeps():
        assert callable(sweep.function())
        assert not sweep.condition or callable(import_string(sweep.condition))


@pytest.mark.usefixtures("schedule")
def test_run_sweep_when_named_in_settings_then_runs_it(calls):
    assert run_sweep.call(f"{HERE}.sweep") == 7
    assert calls == ["sweep"]


@pytest.mark.usefixtures("schedule")
def test_run_sweep_when_not_named_in_settings_then_refuses(calls):
    with pytest.raises(ImproperlyConfigured):
        run_sweep.call(f"{HERE}.broken_sweep")


@pytest.mark.django_db
@pytest.mark.usefixtures("queue", "schedule")
def test_wake_when_called_twice_then_queues_once():
    wake(f"{HERE}.sweep")
    wake(f"{HERE}.sweep")

    assert DBTaskResult.objects.get().args_kwargs["args"] == [f"{HERE}.sweep"]


@pytest.mark.django_db
@pytest.mark.usefixtures("queue", "schedule")
def test_wake_if_wanted_when_there_is_nothing_to_do_then_queues_nothing():
    wake_if_wanted(Sweep(f"{HERE}.sweep", EVERY_MINUTE, f"{HERE}.nothing_to_do"))

    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("queue", "schedule")
@pytest.mark.parametrize(
    ("queued", "now", "missed"),
    [
        ("2026-11-20 02:10", "2026-11-21 09:00", True),
        ("2026-11-21 02:10", "2026-11-21 09:00", False),
        ("2026-11-20 02:10", "2026-11-21 01:00", False),
        (None, "2026-11-21 09:00", False),
    ],
)
def test_was_missed_when_its_hour_passed_unscheduled_then_says_so(queued, now, missed):
    daily = Sweep(f"{HERE}.other_sweep", datetime.time(2, 10))
    if queued:
        with time_machine.travel(datetime.datetime.fromisoformat(queued).replace(tzinfo=MANILA), tick=False):
            wake(daily.path)

    at = datetime.datetime.fromisoformat(now).replace(tzinfo=MANILA)

    assert daily.was_missed(at) is missed


@pytest.mark.django_db
@pytest.mark.usefixtures("schedule")
@pytest.mark.parametrize(
    ("option", "ran"), [([], ["sweep", "other"]), (["--frequent"], ["sweep"]), (["--daily"], ["other"])]
)
def test_run_sweeps_when_called_then_runs_the_chosen(calls, option, ran):
    call_command("run_sweeps", *option, verbosity=0)

    assert calls == ran


@pytest.mark.django_db
def test_run_sweeps_when_one_is_broken_then_runs_the_others_and_says_so(settings, calls):
    settings.SCHEDULE = [(f"{HERE}.broken_sweep", EVERY_MINUTE), (f"{HERE}.sweep", EVERY_MINUTE)]

    with pytest.raises(CommandError, match="broken_sweep"):
        call_command("run_sweeps", verbosity=0)

    assert calls == ["sweep"]


@pytest.mark.django_db
def test_run_sweeps_when_run_as_settings_name_them_then_all_end_well():
    call_command("run_sweeps", verbosity=0)
