"""Speaking with Elasticsearch 9 through its client."""

from typing import Any

from elastic_transport import TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from .base import EngineDown
from .server import Refused


class ElasticsearchClient:
    def __init__(self, url: str, user: str = "", password: str = "", ca: str = "") -> None:
        self._client = Elasticsearch(
            [url],
            basic_auth=(user, password) if user else None,
            max_retries=0,
            ca_certs=ca or DEFAULT,
        )

    def request(self, method: str, path: str, body: str | None, *, content_type: str, seconds: float) -> Any:
        headers = {"accept": "application/json", **({"content-type": content_type} if body else {})}
        try:
            client = self._client.options(request_timeout=seconds)
            return client.perform_request(method, path, body=body, headers=headers).body
        except UnsupportedProductError as problem:
            raise EngineDown("not Elasticsearch") from problem
        except ApiError as problem:
            raise Refused(problem.meta.status) from problem
        except TransportError as problem:
            raise EngineDown(type(problem).__name__) from problem
