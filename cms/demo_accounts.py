"""Demonstration accounts of the two offices: everybody whose role holds for all MAOs and communities."""

from collections.abc import Iterator

from portal.accounts.demo import DemoAccount
from portal.accounts.roles import Role

PEOPLE = {
    (Role.OOBC_STAFF, "oobc"): [("Amina", "Sarip"), ("Jamal", "Dimaporo")],
    (Role.OOBC_PLANNER, "oobc"): [("Norhata", "Macaraya"), ("Rashid", "Tamano")],
    (Role.BUDGET_OFFICER, "oobc"): [("Faisal", "Guro"), ("Sittie", "Abdul")],
    (Role.ME_OFFICER, "oobc"): [("Hanifa", "Lucman"), ("Omar", "Balindong")],
    (Role.OCM_LEADERSHIP, "ocm"): [("Zenaida", "Pendatun"), ("Khalid", "Mastura")],
    (Role.ADMINISTRATOR, "oobc"): [("Rohaniza", "Usman"), ("Badrudin", "Ali")],
}


def office_accounts() -> Iterator[DemoAccount]:
    for (role, scope), people in PEOPLE.items():
        for number, (first_name, last_name) in enumerate(people, start=1):
            yield DemoAccount(role, scope, number, first_name, last_name)
