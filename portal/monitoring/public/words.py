"""The words of public pages for what staff call by the office's terms, and counts as people read them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.monitoring.enums import BeneficiarySector, BeneficiaryUnit, ExpenseClass, OutcomeLevel, PPAStatus

STATES = {
    PPAStatus.ENACTED: gettext_lazy("Granted by law"),
    PPAStatus.IN_EXECUTION: gettext_lazy("Going on"),
    PPAStatus.COMPLETED: gettext_lazy("Done"),
}
REACHED = {
    BeneficiaryUnit.PERSONS: gettext_lazy("People reached so far"),
    BeneficiaryUnit.HOUSEHOLDS: gettext_lazy("Households reached so far"),
    BeneficiaryUnit.ORGANIZATIONS: gettext_lazy("Organizations reached so far"),
    BeneficiaryUnit.COMMUNITIES: gettext_lazy("Communities reached so far"),
}
UNITS = {
    BeneficiaryUnit.PERSONS: gettext_lazy("people"),
    BeneficiaryUnit.HOUSEHOLDS: gettext_lazy("households"),
    BeneficiaryUnit.ORGANIZATIONS: gettext_lazy("organizations"),
    BeneficiaryUnit.COMMUNITIES: gettext_lazy("communities"),
}
GROUPS = {
    BeneficiarySector.FEMALE: gettext_lazy("Women and girls"),
    BeneficiarySector.MALE: gettext_lazy("Men and boys"),
    BeneficiarySector.CHILDREN: gettext_lazy("Children (0 to 14)"),
    BeneficiarySector.YOUTH: gettext_lazy("Youth (15 to 30)"),
    BeneficiarySector.SENIORS: gettext_lazy("Senior citizens (60 and older)"),
    BeneficiarySector.PWD: gettext_lazy("Persons with disability"),
    BeneficiarySector.SOLO_PARENTS: gettext_lazy("Solo parents"),
    BeneficiarySector.FARMERS: gettext_lazy("Farmers"),
    BeneficiarySector.FISHERFOLK: gettext_lazy("Fisherfolk"),
    BeneficiarySector.INDIGENOUS_PEOPLES: gettext_lazy("Indigenous peoples"),
    BeneficiarySector.IDPS: gettext_lazy("Internally displaced persons"),
}
CLASSES = {
    ExpenseClass.PS: gettext_lazy("Salaries of staff"),
    ExpenseClass.MOOE: gettext_lazy("Running costs and services"),
    ExpenseClass.FINEX: gettext_lazy("Interest and bank fees"),
    ExpenseClass.CO: gettext_lazy("Buildings and equipment"),
}
LEVELS = {
    OutcomeLevel.OUTPUT: gettext_lazy("What is made or given"),
    OutcomeLevel.OUTCOME: gettext_lazy("What becomes better for people"),
    OutcomeLevel.IMPACT: gettext_lazy("What changes in the long run"),
}


def state_in_words(status: str) -> str:
    return str(STATES[PPAStatus(status)])


def no_sector() -> str:
    return _("No sector is named")


def parts_of_one() -> str:
    return _("Parts of one program")


def count_in_words(count: int | None, unit: str = "") -> str:
    """“1,200 households”."""
    if count is None:
        return _("not reported")
    return f"{count:,} {UNITS[BeneficiaryUnit(unit)]}" if unit else f"{count:,}"
