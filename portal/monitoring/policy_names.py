"""What recommendations are called where PPAs speak of them: by number and title, in the order of their numbers."""

from uuid import UUID

from portal.core.access import AnyUser
from portal.policies.models import PolicyRecommendation


def numbered(number: int, title: str) -> str:
    return f"{number}. {title}"


def names_of_policies(user: AnyUser) -> dict[UUID, str]:
    """Of all that this person sees. One statement."""
    seen = PolicyRecommendation.objects.visible_to(user).order_by("number")
    return {key: numbered(number, title) for key, number, title in seen.values_list("pk", "number", "title")}
