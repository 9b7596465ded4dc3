from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IslandGroup(TextChoices):
    LUZON = "luzon", _("Luzon")
    VISAYAS = "visayas", _("Visayas")
    MINDANAO = "mindanao", _("Mindanao")


class ObcScope(TextChoices):
    """Whether Bangsamoro communities outside BARMM, whom the office serves, live in a region."""

    YES = "yes", _("Yes")
    PARTIAL = "partial", _("In a part of it")
    BARMM = "barmm", _("BARMM itself")
    NO = "no", _("No")


class ProvinceKind(TextChoices):
    PROVINCE = "province", _("Province")
    INDEPENDENT_CITY = "independent_city", _("Independent city")
    SPECIAL_CITY = "special_city", _("City outside its province's region")
    SPECIAL_AREA = "special_area", _("Special Geographic Area")
    METRO_REGION = "metro_region", _("Metro Manila")


class MunicipalityLevel(TextChoices):
    MUNICIPALITY = "mun", _("Municipality")
    CITY = "city", _("City")
