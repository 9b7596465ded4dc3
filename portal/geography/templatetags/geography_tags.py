from django import template

from portal.geography.attributions import MAP_ATTRIBUTION, PLACES_ATTRIBUTION

register = template.Library()


@register.simple_tag
def map_attribution() -> str:
    """Whose outlines a map shows; it stands beside every map."""
    return MAP_ATTRIBUTION


@register.simple_tag
def places_attribution() -> str:
    """Where the names, codes and populations of places come from; for the About page."""
    return PLACES_ATTRIBUTION
