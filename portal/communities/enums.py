"""What is counted and said of a community. The lists are the office's own vocabulary."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SettlementType(TextChoices):
    VILLAGE = "village", _("Village")
    SUBDIVISION = "subdivision", _("Subdivision")
    SITIO = "sitio", _("Sitio")
    PUROK = "purok", _("Purok")
    COMPOUND = "compound", _("Compound")
    DISPERSED = "dispersed", _("Dispersed settlement")


class Proximity(TextChoices):
    ADJACENT = "adjacent", _("Adjacent to BARMM")
    NEAR = "near", _("Near BARMM")
    DISTANT = "distant", _("Distant from BARMM")


class PovertyBand(TextChoices):
    """The share of families below the poverty line, as somebody estimated it."""

    VERY_LOW = "very_low", _("Very low (under 10%)")
    LOW = "low", _("Low (10–20%)")
    MODERATE = "moderate", _("Moderate (20–30%)")
    HIGH = "high", _("High (30–40%)")
    VERY_HIGH = "very_high", _("Very high (40–50%)")
    EXTREMELY_HIGH = "extremely_high", _("Extremely high (over 50%)")


class Livelihood(TextChoices):
    AGRICULTURE = "agriculture", _("Agriculture")
    FISHING = "fishing", _("Fishing")
    LIVESTOCK = "livestock", _("Livestock")
    TRADE = "trade", _("Trade or business")
    SERVICES = "services", _("Services")
    HANDICRAFTS = "handicrafts", _("Handicrafts")
    TRANSPORTATION = "transportation", _("Transportation")
    CONSTRUCTION = "construction", _("Construction")
    GOVERNMENT = "government", _("Government employment")
    PRIVATE_EMPLOYMENT = "private_employment", _("Private employment")
    OTHER = "other", _("Other")


class Publicity(TextChoices):
    """What the public site says of a community."""

    NAMED = "named", _("Shown with its name")
    UNNAMED = "unnamed", _("Shown without its name, by its town")
    HIDDEN = "hidden", _("Not shown")


class BasicService(TextChoices):
    """What a community needs to reach (infrastructure in the office's vocabulary)."""

    WATER = "water", _("Water supply")
    ELECTRICITY = "electricity", _("Electricity")
    ROADS = "roads", _("Roads and transportation")
    COMMUNICATION = "communication", _("Communication and internet")
    HEALTH = "health", _("Health facilities")
    EDUCATION = "education", _("Education facilities")
    RELIGIOUS = "religious", _("Religious facilities")
    MARKET = "market", _("Market or trading post")
    WASTE = "waste", _("Waste management")
    DRAINAGE = "drainage", _("Drainage system")


class AccessState(TextChoices):
    GOOD = "good", _("Good")
    LIMITED = "limited", _("Limited")
    POOR = "poor", _("Poor")
    NONE = "none", _("None")


class StatementSource(TextChoices):
    """Where a figure comes from, as the public may read it."""

    CENSUS = "census", _("Census")
    BARANGAY = "barangay", _("Barangay records")
    LGU = "lgu", _("City or municipal records")
    AGENCY = "agency", _("Records of a government agency")
    ASSESSMENT = "assessment", _("OOBC field assessment")
    COMMUNITY = "community", _("The community itself")
    ESTIMATE = "estimate", _("Estimate")
    DEMONSTRATION = "demonstration", _("Invented for demonstration")


class Unit(TextChoices):
    PEOPLE = "people", _("people")
    HOUSEHOLDS = "households", _("households")
    PLACES = "places", _("buildings or places")
    GROUPS = "groups", _("groups or businesses")


class Measure(TextChoices):
    """What is counted in a community. ``unit`` says in what."""

    POPULATION = "population", _("Population")
    HOUSEHOLDS = "households", _("Households")
    WOMEN = "women", _("Women and girls")
    CHILDREN = "children", _("Children (0 to 14)")
    YOUTH = "youth", _("Youth (15 to 30)")
    SENIORS = "seniors", _("Senior citizens (60 and older)")
    PWD = "pwd", _("Persons with disability")
    SOLO_PARENTS = "solo_parents", _("Solo parents")
    FARMERS = "farmers", _("Farmers")
    FISHERFOLK = "fisherfolk", _("Fisherfolk")
    UNEMPLOYED = "unemployed", _("Unemployed")
    OVERSEAS_WORKERS = "overseas_workers", _("Overseas workers")
    INDIGENOUS_PEOPLES = "indigenous_peoples", _("Indigenous peoples")
    IDPS = "idps", _("Internally displaced persons")
    MOSQUES = "mosques", _("Mosques")
    MADARIS = "madaris", _("Madaris")
    ASATIDZ = "asatidz", _("Asatidz")
    RELIGIOUS_LEADERS = "religious_leaders", _("Religious leaders")
    MSMES = "msmes", _("Micro, small and medium enterprises")
    COOPERATIVES = "cooperatives", _("Cooperatives")
    UNBANKED = "unbanked", _("Adults without a bank account")
    CIVIL_SOCIETY = "civil_society", _("Associations and civil society groups")

    @property
    def unit(self) -> Unit:
        if self is Measure.HOUSEHOLDS:
            return Unit.HOUSEHOLDS
        if self in (Measure.MOSQUES, Measure.MADARIS):
            return Unit.PLACES
        if self in (Measure.MSMES, Measure.COOPERATIVES, Measure.CIVIL_SOCIETY):
            return Unit.GROUPS
        return Unit.PEOPLE

    @property
    def is_part_of_population(self) -> bool:
        """People are counted among the population, and there are no more households than people."""
        return self is not Measure.POPULATION and self.unit in (Unit.PEOPLE, Unit.HOUSEHOLDS)


MEASURE_GROUPS: list[tuple[object, list[Measure]]] = [
    (_("People"), [Measure.POPULATION, Measure.HOUSEHOLDS, Measure.WOMEN, Measure.CHILDREN, Measure.YOUTH]),
    (
        _("Vulnerable sectors"),
        [
            Measure.SENIORS,
            Measure.PWD,
            Measure.SOLO_PARENTS,
            Measure.FARMERS,
            Measure.FISHERFOLK,
            Measure.UNEMPLOYED,
            Measure.OVERSEAS_WORKERS,
            Measure.INDIGENOUS_PEOPLES,
            Measure.IDPS,
        ],
    ),
    (_("Faith and culture"), [Measure.MOSQUES, Measure.MADARIS, Measure.ASATIDZ, Measure.RELIGIOUS_LEADERS]),
    (_("Economy"), [Measure.MSMES, Measure.COOPERATIVES, Measure.UNBANKED, Measure.CIVIL_SOCIETY]),
]
"""Every measure once, in the order of the profile."""


class RequestStatus(TextChoices):
    RECEIVED = "received", _("To be checked")
    HELD = "held", _("Held: one of many at once")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("Not answered in time")

    @classmethod
    def open(cls) -> list["RequestStatus"]:
        return [cls.RECEIVED, cls.HELD]
