"""Every address the portal answers, read from the URLconf itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

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
            path = _with_group(path, name, str(values[name]))
            path = re.sub(rf"<(?:\w+:)?{name}>", str(values[name]), path)
        return "/" + path.replace("^", "").replace("$", "").replace("\\.", ".").replace("\\", "")


def _with_group(path: str, name: str, value: str) -> str:
    """The path with a value instead of the named group of a regular expression, whatever parentheses it holds."""
    start = path.find(f"(?P<{name}>")
    if start < 0:
        return path
    depth, end = 0, start
    for end in range(start, len(path)):
        depth += {"(": 1, ")": -1}.get(path[end], 0)
        if depth == 0:
            break
    return path[:start] + value + path[end + 1 :]


def all_routes() -> list[Route]:
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        template = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            template = _with_named_groups(template, pattern)
            name = ":".join((*namespaces, pattern.name or "?"))
            yield Route(template, name, tuple(re.findall(r"<(?:\w+:)?(\w+)>", template)))
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, template, inner)


def _with_named_groups(template: str, pattern: URLPattern) -> str:
    """Groups of a regular expression that have no name get their number as one."""
    if pattern.pattern.regex.groups == len(pattern.pattern.regex.groupindex):
        return template
    numbers = count()
    return re.sub(r"\((?!\?)", lambda _group: f"(?P<_{next(numbers)}>", template)
