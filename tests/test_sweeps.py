"""What holds for every model and every migration of the project, those to come included."""

import importlib
import tomllib
from pathlib import Path

import factory
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from portal.activity.recording import _label
from portal.core.models import PrivateFile

TESTS = Path(__file__).parent
ROOMS = ("cms", "catalog", "search", "portal")


def is_ours(model):
    return model.__module__.split(".")[0] in ROOMS


MODELS = [model for model in apps.get_models() if is_ours(model)]
LABELS = [model._meta.label for model in MODELS]


# Factories


def factories():
    """The factory of each model: every ``factories.py`` below ``tests`` is read."""
    found = {}
    for path in TESTS.glob("*/factories.py"):
        module = importlib.import_module(f"tests.{path.parent.name}.factories")
        for made in vars(module).values():
            is_factory = isinstance(made, type) and issubclass(made, factory.django.DjangoModelFactory)
            if is_factory and made.__module__ == module.__name__ and not made._meta.abstract:
                found.setdefault(made._meta.model, []).append(made)
    return found


FACTORIES = factories()


@pytest.mark.parametrize("model", MODELS, ids=LABELS)
@pytest.mark.django_db
def test_model_when_a_test_needs_a_row_then_it_has_one_factory_that_makes_it(model):
    (made_by,) = FACTORIES.get(model, [])

    row = made_by()

    assert model._default_manager.filter(pk=row.pk).exists()


# Arrows


def layers():
    """The rooms from the top down, as the contract on imports names them."""
    contracts = tomllib.loads((TESTS.parent / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = [contract for contract in contracts if contract["type"] == "layers"]
    return [[room.strip() for room in layer.split("|")] for layer in contract["layers"]]


HEIGHTS = {room: -number for number, rooms in enumerate(layers()) for room in rooms}


def relations():
    through = [model for model in apps.get_models(include_auto_created=True) if is_ours(model)]
    return [
        (model, field)
        for model in through
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model and is_ours(field.related_model)
    ]


def points_down(source, target):
    """Whether an arrow between these rooms is allowed: within one, or to a lower one."""
    return source == target or HEIGHTS[source] > HEIGHTS[target]


def test_relations_when_read_then_each_points_down_or_at_the_user():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in relations()
        if field.related_model is not get_user_model()
        and not points_down(model._meta.app_config.name, field.related_model._meta.app_config.name)
    ]

    assert wrong == []
    assert len(relations()) > len(MODELS) / 2


@pytest.mark.parametrize(
    ("source", "target", "is_allowed"),
    [
        ("catalog", "portal.organizations", True),
        ("portal.organizations", "portal.organizations", True),
        ("portal.core", "portal.geography", False),
        ("portal.communities", "portal.organizations", False),
    ],
)
def test_points_down_when_rooms_are_apart_then_follows_the_contract(source, target, is_allowed):
    assert points_down(source, target) is is_allowed


# Pairs


def is_inherited_from_elsewhere(model, name):
    bases = [base for base in model.__mro__ if issubclass(base, models.Model) and hasattr(base, "_meta")]
    return any(name in {field.name for field in base._meta.local_fields} for base in bases if not is_ours(base))


def pairs(model):
    """When and by whom, of acts that may not have happened yet: the moment may be empty."""
    fields = {field.name: field for field in model._meta.local_fields}
    return [
        (moment, f"{stem}_by")
        for moment, field in fields.items()
        for stem, _mark, kind in [moment.rpartition("_")]
        if kind in ("at", "on") and field.null and f"{stem}_by" in fields
        if not is_inherited_from_elsewhere(model, moment)
    ]


def names_in(condition):
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from names_in(child)
        else:
            yield child[0].split("__")[0]


PAIRS = [(model, pair) for model in MODELS for pair in pairs(model)]


@pytest.mark.parametrize(("model", "pair"), PAIRS, ids=[f"{model._meta.label}.{pair[0]}" for model, pair in PAIRS])
def test_pair_when_one_side_is_filled_then_a_constraint_asks_for_the_other(model, pair):
    checks = [rule for rule in model._meta.constraints if isinstance(rule, models.CheckConstraint)]

    assert any(set(pair) <= set(names_in(check.condition)) for check in checks)


def test_pairs_when_read_then_those_we_know_are_among_them():
    assert {"catalog.OfferingReport", "catalog.ServiceOffering"} <= {model._meta.label for model, _pair in PAIRS}


# The record


PERSONAL = {PrivateFile: {"name": "Amina Sali, certificate.pdf"}}


@pytest.mark.parametrize("model", MODELS, ids=LABELS)
@pytest.mark.django_db
def test_row_when_recorded_for_good_then_is_called_by_no_name_of_a_person(model):
    (made_by,) = FACTORIES[model]
    row = made_by(**PERSONAL.get(model, {}))

    label = _label(row)

    assert "Amina" not in label
    for person in get_user_model().objects.all():
        assert not any(word and word in label for word in (person.last_name, person.username, person.email))


# Migrations


def migrations():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in ROOMS}
    return {key: migration for key, migration in loader.disk_migrations.items() if key[0] in ours}


def test_migrations_when_read_then_each_is_named_for_what_it_does():
    assert [name for _label, name in migrations() if "_auto_" in name] == []


def test_migrations_when_read_then_each_has_its_way_back():
    no_way_back = [
        (key, operation.describe())
        for key, migration in migrations().items()
        for operation in migration.operations
        if not operation.reversible
    ]

    assert no_way_back == []


@pytest.mark.django_db
def test_migrations_when_undone_then_nothing_of_them_is_left():
    """Of all rooms but accounts, which Wagtail's own tables rest on. They can then be done again, for they were done on
    a database that had just as little of them.
    """
    rooms = sorted({label for label, _name in migrations()} - {settings.AUTH_USER_MODEL.split(".")[0]})

    MigrationExecutor(connection).migrate([(room, None) for room in rooms])

    tables = connection.introspection.table_names()
    assert [name for name in tables if name.startswith(tuple(f"{room}_" for room in rooms))] == []
    assert _names("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == []
    assert _names(OWN_FUNCTIONS) == []


# The libraries of triggers leave theirs behind, and write "or replace" when they make them.
OWN_FUNCTIONS = """
    SELECT proname FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND NOT proname ~ '^_?pgtrigger_|^_pgh_|^_pghistory_'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""


def _names(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [name for (name,) in cursor.fetchall()]
