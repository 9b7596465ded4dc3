"""Speaking with OpenSearch 3 through its client."""

from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException, TransportError

from .base import EngineDown
from .server import Refused


class OpenSearchClient:
    def __init__(self, url: str, user: str = "", password: str = "", ca: str = "") -> None:
        self._client = OpenSearch(
            [url],
            http_auth=(user, password) if user else None,
            ca_certs=ca or None,
            max_retries=0,
        )

    def request(self, method: str, path: str, body: str | None, *, content_type: str, seconds: float) -> Any:
        headers = {"content-type": content_type}
        try:
            return self._client.transport.perform_request(method, path, body=body, headers=headers, timeout=seconds)
        except OpenSearchException as problem:
            if isinstance(problem, TransportError) and isinstance(problem.status_code, int):
                raise Refused(problem.status_code) from problem
            raise EngineDown(type(problem).__name__) from problem
