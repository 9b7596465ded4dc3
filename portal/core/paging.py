"""Pages of long lists."""

from typing import Any

from django.core.paginator import Page, Paginator


class KeysFirstPaginator(Paginator):
    """Finds which rows stand on a page first, then what is shown of these; in one statement.

    For lists whose columns are counted from other tables: asked together with the order of all rows, the database
    counts them for all rows, or sorts all rows with all their columns.
    """

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = self.count if first + self.per_page + self.orphans >= self.count else first + self.per_page
        rows: Any = self.object_list
        return Page(rows.filter(pk__in=rows.values("pk")[first:last]), number, self)
