"""An index of rows that every installation can have."""

from django.contrib.auth.models import Group

from search.indexes import SearchIndex

GROUPS = SearchIndex(
    name="groups",
    rows=Group.objects.all,
    texts={"A": lambda group: [group.name]},
    judged_rows=Group.objects.all,
    judged_by="name",
)
