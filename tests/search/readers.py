"""An index of which each person may know a part: of regions, whose island group names the one who may read them."""

from portal.geography.models import Region
from search.indexes import SearchIndex

PAPERS = SearchIndex(
    name="papers",
    rows=Region.objects.all,
    texts={"A": lambda region: [region.name]},
    visible_to=lambda user: Region.objects.filter(island_group__in=["everybody", user.username]),
)
