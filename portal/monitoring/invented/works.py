"""What made-up PPAs do: by office, with the results they are measured by."""

from dataclasses import dataclass, field

from portal.monitoring.enums import BeneficiaryUnit, ComplianceTag, ExpenseClass, InterventionType

PS, MOOE, CO = ExpenseClass.PS, ExpenseClass.MOOE, ExpenseClass.CO
GAD, CCET, IP, PEACE, SDG = (
    ComplianceTag.GAD,
    ComplianceTag.CCET,
    ComplianceTag.IP,
    ComplianceTag.PEACE,
    ComplianceTag.SDG,
)


@dataclass(frozen=True)
class Kind:
    """A kind of PPA: its title goes before the name of a place."""

    title: str
    offices: tuple[str, ...]
    sector: str
    category: str
    """Of the needs it answers."""

    type: InterventionType
    says: str
    indicators: tuple[str, ...]
    """Codes of the library."""

    goal: str
    tags: tuple[ComplianceTag, ...] = (SDG,)
    unit: BeneficiaryUnit = BeneficiaryUnit.PERSONS
    classes: dict[ExpenseClass, int] = field(default_factory=lambda: {MOOE: 100})
    """Parts of its money, in percent."""


ED, HE, LI, GO = (
    InterventionType.EDUCATION, InterventionType.HEALTH, InterventionType.LIVELIHOOD, InterventionType.GOVERNANCE,
)  # fmt: skip
IN, SP, EN, PE = (
    InterventionType.INFRASTRUCTURE, InterventionType.SOCIAL_PROTECTION, InterventionType.ENVIRONMENT,
    InterventionType.PEACE_SECURITY,
)  # fmt: skip
HOUSEHOLDS = BeneficiaryUnit.HOUSEHOLDS
FIRMS = BeneficiaryUnit.ORGANIZATIONS

KINDS = [
    Kind(
        "Classrooms and washrooms", ("MBHTE",), "social", "education", ED,
        "Two classrooms with washrooms for learners who share one room.", ("sdg-4-a-1", "sdg-4-1-2"), "sdg-04",
        (SDG, GAD), classes={CO: 85, MOOE: 15},
    ),
    Kind(
        "Scholarships for students", ("MBHTE",), "social", "education", ED,
        "Fees, fare and books for students of Bangsamoro families.", ("sdg-4-3-1", "sdg-4-1-2"), "sdg-04",
    ),
    Kind(
        "Allowances for asatidz and books for madaris", ("MBHTE",), "social", "education", ED,
        "Monthly allowances for teachers of madaris, and books for their pupils.", ("sdg-4-c-1", "sdg-4-1-1"), "sdg-04",
        (SDG, PEACE), classes={PS: 60, MOOE: 40},
    ),
    Kind(
        "Learning centers for those who left school", ("MBHTE",), "social", "education", ED,
        "Reading, writing and counting for youth and adults.", ("sdg-4-6-1", "sdg-4-4-1"), "sdg-04", (SDG, GAD),
    ),
    Kind(
        "Safe schools training", ("MBHTE",), "social", "education", ED,
        "Training of schools on the protection of children.",
        ("gaab-child-protection-training", "gaab-learning-resource-managers"), "sdg-16",
    ),
    Kind(
        "Early learning for five-year-olds", ("MBHTE",), "social", "education", ED,
        "Play and learning in the year before primary school.", ("sdg-4-2-2",), "sdg-04", (SDG, GAD),
    ),
    Kind(
        "Assistance to families in crisis", ("MSSD",), "social", "social_development", SP,
        "Food, medicine and burial aid for families in need.", ("gaab-vulnerable-assisted", "sdg-1-3-1"), "sdg-01",
        unit=HOUSEHOLDS,
    ),
    Kind(
        "Seed capital for women's groups", ("MSSD",), "economic", "economic_development", LI,
        "Capital and training for groups of women that make and sell together.",
        ("gaab-women-microfinance", "sdg-8-10-2"), "sdg-05", (SDG, GAD), FIRMS,
    ),
    Kind(
        "Day-care center", ("MSSD",), "social", "social_development", SP,
        "A house where small children are looked after while their parents work.", ("sdg-4-2-2", "sdg-1-4-1"), "sdg-01",
        (SDG, GAD), classes={CO: 70, MOOE: 30},
    ),
    Kind(
        "Protection of children at work", ("MSSD",), "social", "social_development", SP,
        "Families of working children get support so that the children go to school.", ("sdg-8-7-1",), "sdg-08",
    ),
    Kind(
        "Volunteers for elders and persons with disability", ("MSSD",), "social", "social_development", SP,
        "Trained neighbors visit elders and persons with disability.", ("gaab-volunteers-trained", "sdg-1-3-1"),
        "sdg-10",
    ),
    Kind(
        "Help for women who suffered violence", ("MSSD",), "social", "social_development", SP,
        "A safe room, counsel and a way to court.", ("sdg-5-2-1", "sdg-5-3-1"), "sdg-05", (SDG, GAD),
        classes={PS: 30, MOOE: 70},
    ),
    Kind(
        "Midwife and birthing home", ("MOH",), "social", "health", HE,
        "A midwife who stays, and a clean room for births.", ("sdg-3-1-2", "sdg-3-2-2"), "sdg-03", (SDG, GAD),
        classes={PS: 30, MOOE: 30, CO: 40},
    ),
    Kind(
        "Vaccination and feeding of small children", ("MOH",), "social", "health", HE,
        "Vaccines and meals for children under five.", ("sdg-3-b-1", "sdg-2-2-1"), "sdg-03",
    ),
    Kind(
        "Medicines for the health station", ("MOH",), "social", "health", HE,
        "Medicines for a year, and a nurse on five days a week.", ("sdg-3-3-2", "sdg-3-c-1"), "sdg-03",
        classes={PS: 35, MOOE: 65},
    ),
    Kind(
        "Water system", ("MPW",), "infrastructure", "infrastructure", IN,
        "A deep well, a tank and pipes.", ("sdg-6-1-1", "gaab-safe-water"), "sdg-06", (SDG, CCET), HOUSEHOLDS,
        {CO: 100},
    ),
    Kind(
        "Access road", ("MPW",), "infrastructure", "infrastructure", IN,
        "Concrete road to the market, usable in the rain.", ("sdg-9-1-1",), "sdg-09", classes={CO: 100},
    ),
    Kind(
        "Solar street lights", ("MPW", "MENRE"), "infrastructure", "infrastructure", IN,
        "Lights along the road to the mosque and the school.", ("gaab-solar-lights",), "sdg-07", (SDG, CCET),
        HOUSEHOLDS, {CO: 90, MOOE: 10},
    ),
    Kind(
        "Cold storage and nets for fishers", ("MAFAR",), "economic", "economic_development", LI,
        "Ice, storage and gear for associations of fishers.", ("sdg-2-3-2", "gaab-cooperative-profit"), "sdg-02",
        unit=FIRMS, classes={CO: 60, MOOE: 40},
    ),
    Kind(
        "Seeds and hand tractors", ("MAFAR",), "economic", "economic_development", LI,
        "Seeds for two seasons and a tractor for the cooperative.", ("sdg-2-3-1", "sdg-2-1-2"), "sdg-02",
        classes={CO: 45, MOOE: 55},
    ),
    Kind(
        "Mangroves along the shore", ("MENRE",), "environment", "environment", EN,
        "Planting and guarding of mangroves where waves take the land.", ("sdg-15-3-1", "sdg-15-1-1"), "sdg-13",
        (SDG, CCET), classes={PS: 20, MOOE: 80},
    ),
    Kind(
        "Collection of waste", ("MENRE",), "environment", "environment", EN,
        "Carts, a sorting place and training.", ("sdg-11-6-1", "sdg-13-1-3"), "sdg-12", (SDG, CCET), HOUSEHOLDS,
    ),
    Kind(
        "Settling of disputes by elders", ("MPOS", "MILG"), "peace_security", "security", PE,
        "Training of elders, and a fund for meetings that settle feuds.", ("sdg-16-3-3", "sdg-16-1-4"), "sdg-16",
        (SDG, PEACE),
    ),
    Kind(
        "Registration of births", ("MILG", "OOBC"), "governance", "governance", GO,
        "Mobile registration of births, so that children have papers.", ("sdg-16-9-1",), "sdg-16",
    ),
    Kind(
        "Papers for the land", ("MIPA",), "governance", "governance", GO,
        "Survey and papers for land that families have lived on for decades.", ("sdg-1-4-2",), "sdg-01", (SDG, IP),
        HOUSEHOLDS,
    ),
    Kind(
        "Assemblies of communities outside BARMM", ("OOBC",), "governance", "governance", GO,
        "Yearly assemblies in which communities say what they lack.", ("sdg-16-7-2", "sdg-16-6-2"), "sdg-16",
        (SDG, PEACE), BeneficiaryUnit.COMMUNITIES,
    ),
    Kind(
        "Jobs fair and training of youth", ("MOLE",), "economic", "economic_development", LI,
        "A jobs fair, and three months of training with a stipend.", ("gaab-job-fairs", "sdg-8-6-1"), "sdg-08",
    ),
    Kind(
        "Halal kitchens and market stalls", ("MTIT",), "economic", "economic_development", LI,
        "Stalls, and help with accreditation, for those who sell food.", ("gaab-traders-accredited", "sdg-9-3-2"),
        "sdg-08", unit=FIRMS, classes={CO: 30, MOOE: 70},
    ),
    Kind(
        "Documentation of crafts and songs", ("BCPCH",), "social", "cultural_development", InterventionType.OTHER,
        "Workers of culture record weavers and singers.", ("gaab-cultural-workers", "sdg-11-4-1"), "sdg-11",
    ),
]  # fmt: skip


def kinds_of(acronym: str) -> list[Kind]:
    """What this office does; of an office that the list does not name, what any office may do."""
    return [kind for kind in KINDS if acronym in kind.offices] or [kind for kind in KINDS if "OOBC" in kind.offices]
