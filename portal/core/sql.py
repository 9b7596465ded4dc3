"""Expressions written as SQL, for figures: Django takes longer to put together many conditions than the database to
count by them."""

import re
from typing import Any

from django.db.models import Field, Func

PLACE = re.compile(r"\{(\d)\}")


class Sql(Func):
    """``Sql("{0} <= {1}", "reviewed_on", "due_on", output_field=BooleanField())``: places are filled by expressions."""

    def __init__(self, text: str, *expressions: Any, output_field: Field[Any, Any]) -> None:
        super().__init__(*expressions, output_field=output_field)
        self.text = text

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        params: list[Any] = []

        def fill(place: re.Match[str]) -> str:
            sql, given = compiled[int(place[1])]
            params.extend(given)
            return sql

        return PLACE.sub(fill, self.text), tuple(params)
