from portal.geography.models import Region
from search.indexes import SearchIndex

PLACES = SearchIndex(
    name="places",
    rows=lambda: Region.objects.all(),
    texts={"A": lambda region: [region.name], "C": lambda region: [region.island_group]},
    judged_rows=lambda: Region.objects.all(),
    judged_by="code",
)
