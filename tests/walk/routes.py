"""Every address the portal answers, read from the URLconf itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    template: str
    """The address as written: ``admin/catalog/services/edit/<uuid:pk>/``."""

    name: str
    """Namespace and name, such as ``catalog_offerings:edit``; ends in ``?`` where it has none."""

    parameters: tuple[str, ...]

    @property
    def namespace(self) -> str:
        return self.name.rpartition(":")[0]

    def filled(self, values: dict[str, object]) -> str:
        """The address with these values in it; a missing one is an error."""
        path = self.template
        for name in self.parameters:
            path = re.sub(rf"<(?:\w+:)?{name}>", str(values[name]), path)
            path = re.sub(rf"\(\?P<{name}>(?:[^()]|\([^()]*\))*\)", str(values[name]), path)
        return "/" + path.replace("^", "").replace("$", "").replace("\\.", ".").replace("\\", "")


def all_routes() -> list[Route]:
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        template = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name or "?"))
            yield Route(template, name, tuple(pattern.pattern.regex.groupindex))
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, template, inner)
