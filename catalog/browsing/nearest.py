"""What a reader can get instead of a service that is not for them."""

from catalog.enums import Eligibility

from .facts import Facts, Row


def nearest_open(facts: Facts, *, category: str, service_type: str, lives: str = "") -> list[Row]:
    """Services of the same topic that are open to the reader: the same kind of help first, then what reaches widest."""
    open_to_reader = facts.answering(lives).get(Eligibility.OPEN, 0) & facts.having["category"].get(category, 0)

    def distance(row: Row) -> tuple[bool, bool, bool]:
        return row.type != service_type, row.places.hold_only_parts_of(lives), not row.places.everywhere

    return sorted(facts.rows_in(open_to_reader, facts.by_name), key=distance)
