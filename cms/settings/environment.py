"""What production reads from its environment: one table, checked before anything starts.

Whatever is missing or odd is said in one sentence a variable, which names it; a value is never repeated.
The README shows the same table.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import environ

REQUIRED = object()


class Misconfigured(SystemExit):
    """The environment does not allow a start. As a ``SystemExit`` it prints its sentences and no traceback."""


@dataclass(frozen=True)
class Variable:
    name: str
    about: str
    read: Callable[[str], Any]  # raises ValueError(what the variable must be)
    default: Any = REQUIRED


def read(variables: Mapping[str, str]) -> dict[str, Any]:
    """Every variable of the table, read and checked."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for variable in TABLE:
        try:
            values[variable.name] = value_of(variable.name, variables)
        except Misconfigured as problem:
            problems.append(str(problem))
    if not problems:
        problems = _contradictions(values)
    if problems:
        raise Misconfigured("\n".join(problems))
    return values


def value_of(name: str, variables: Mapping[str, str]) -> Any:
    """One variable of the table, read and checked."""
    variable = next(variable for variable in TABLE if variable.name == name)
    text = variables.get(name, "").strip()
    if not text and variable.default is REQUIRED:
        raise Misconfigured(f"{name} is missing: {variable.about}")
    try:
        return variable.read(text) if text else variable.default
    except ValueError as problem:
        raise Misconfigured(f"{name} {problem}.") from None


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    public, private = values["MEDIA_URL_S3"], values["PRIVATE_MEDIA_URL_S3"]
    if public and private and public["bucket"] == private["bucket"]:
        return ["PRIVATE_MEDIA_URL_S3 must name another bucket than MEDIA_URL_S3, which the public may read."]
    host = urlsplit(values["BASE_URL"]).hostname or ""
    allowed = [name.lstrip(".") for name in values["ALLOWED_HOSTS"]]
    if not any(host == name or host.endswith(f".{name}") for name in allowed):
        return ["BASE_URL must be an address of one of the hosts in ALLOWED_HOSTS."]
    return []


def _database(text: str) -> dict[str, Any]:
    if urlsplit(text).scheme not in {"postgres", "postgresql"}:
        raise ValueError("must begin with postgresql://, for PostgreSQL is the only database")
    config = environ.Env.db_url_config(text)
    if not config.get("NAME"):
        raise ValueError("must end with the name of a database, as in postgresql://user:password@host:5432/name")
    return dict(config)


def _secret(text: str) -> str:
    if len(text) < 50 or len(set(text)) < 10 or text.startswith(("django-insecure-", "development-only-")):
        raise ValueError("must be a random text of 50 characters or more that was made for this installation")
    return text


def _hosts(text: str) -> list[str]:
    hosts = [host.strip().lower() for host in text.split(",")]
    if not all(re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]", host) for host in hosts):
        raise ValueError("must be host names with commas between, without https://, ports or *")
    return hosts


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise ValueError("must be the public address of the portal, https:// and a host name, without a path")
    return text.rstrip("/")


def _email(text: str) -> dict[str, Any]:
    if urlsplit(text).scheme not in {"smtp", "smtps", "smtp+tls", "smtp+ssl"} or not urlsplit(text).hostname:
        raise ValueError("must be like smtp+tls://user:password@host:587")
    return dict(environ.Env.email_url_config(text))


def _sms(text: str) -> str:
    from portal.notifications.sms_gateway import NUMBER, is_gateway  # Apprise need not load where no SMS is sent

    if text == "none":
        return text
    if NUMBER not in text or not is_gateway(text):
        raise ValueError("must be none, or a gateway's address as Apprise writes it, with {to} where the number stands")
    return text


def _address(text: str) -> str:
    if not re.fullmatch(r"[^<>@\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+", text):
        raise ValueError('must be a mail address, as in "OOBC Portal <portal@example.org>"')
    return text


def _cache(text: str) -> str:
    if urlsplit(text).scheme not in {"redis", "rediss"} or not urlsplit(text).hostname:
        raise ValueError("must be like redis://host:6379/0")
    return text


def _bucket(text: str) -> dict[str, str]:
    parts = urlsplit(text)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "s3" or not parts.netloc or parts.path not in {"", "/"} or set(options) - {"region", "endpoint"}:
        raise ValueError("must be like s3://bucket?region=ap-southeast-1 (and &endpoint=https://… for another service)")
    return {"bucket": parts.netloc, **options}


SEARCH_CLIENTS = {"opensearch": "opensearchpy", "elasticsearch": "elasticsearch"}


def _search(text: str) -> dict[str, str]:
    try:
        parts = urlsplit(text)
        port, options = parts.port or 9200, {name: values[-1] for name, values in parse_qs(parts.query).items()}
    except ValueError:
        parts, port, options = urlsplit(""), 0, {}
    kind, _, scheme = parts.scheme.partition("+")
    prefix = parts.path.strip("/") or "oobc-portal"
    is_good = kind in SEARCH_CLIENTS and scheme in {"https", "http"} and parts.hostname and set(options) <= {"ca"}
    if not is_good or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", prefix):
        raise ValueError(
            "must be like opensearch+https://user:password@host:9200/prefix, or elasticsearch+https://…, with a prefix "
            "of small letters, digits and hyphens"
        )
    if "ca" in options and (scheme == "http" or not Path(options["ca"]).is_file()):
        raise ValueError("must name with ?ca=… a file that is there, for an address with https")
    if find_spec(SEARCH_CLIENTS[kind]) is None:
        raise ValueError("needs a package that is not installed: the portal's extra [search] brings it")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return {
        "kind": kind,
        "url": f"{scheme}://{host}:{port}",
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "prefix": prefix,
        "ca": options.get("ca", ""),
    }


def _flag(text: str) -> bool:
    answers = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if text.lower() not in answers:
        raise ValueError("must be true or false")
    return answers[text.lower()]


def _never(text: str) -> bool:
    if _flag(text):
        raise ValueError("cannot be switched on in production: it would show the code and its secrets to everybody")
    return False


def _proxies(text: str) -> int:
    if not re.fullmatch(r"[0-9]", text):
        raise ValueError("must be the number of proxies of ours before the portal, 0 to 9")
    return int(text)


def _second_factor(text: str) -> str:
    if text not in {"required", "optional"}:
        raise ValueError("must be required or optional")
    return text


def _virus_scanner(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_a_port = bool(parts.hostname and parts.port and parts.path in {"", "/"})
    except ValueError:
        parts, is_a_port = urlsplit(""), False
    is_a_socket = not parts.netloc and len(parts.path) > 1
    is_plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if text != "none" and not (parts.scheme == "clamav" and is_plain and (is_a_port or is_a_socket)):
        raise ValueError("must be none, or clamav://host:port, or clamav:///path/of/socket")
    return text


def _log_level(text: str) -> str:
    if text.upper() not in {"INFO", "WARNING", "ERROR"}:
        raise ValueError("must be INFO, WARNING or ERROR")
    return text.upper()


TABLE = [
    Variable(
        "DATABASE_URL", "the PostgreSQL database (15 or newer), postgresql://user:password@host:5432/name.", _database
    ),
    Variable("SECRET_KEY", "a random text of 50 characters or more, the same for all processes.", _secret),
    Variable("ALLOWED_HOSTS", "the host names the portal answers to, with commas between.", _hosts),
    Variable("BASE_URL", "the public address, https://portal.example.org, used in messages.", _base_url),
    Variable("EMAIL_URL", "the mail server, smtp+tls://user:password@host:587.", _email),
    Variable("SMS_URL", "the SMS gateway, as Apprise writes it, twilio://SID:token@sender/{to}.", _sms, "none"),
    Variable("MAIL_FROM", "the sender of the portal's mail, OOBC Portal <portal@example.org>.", _address),
    Variable("CACHE_URL", "a Redis server shared by all processes, redis://host:6379/0.", _cache, None),
    Variable(
        "SEARCH_URL",
        "an OpenSearch 3 or Elasticsearch 9 server, opensearch+https://user:password@host:9200/prefix.",
        _search,
        default=None,
    ),
    Variable("MEDIA_URL_S3", "a bucket for uploaded public files, s3://bucket?region=ap-southeast-1.", _bucket, None),
    Variable("PRIVATE_MEDIA_URL_S3", "a bucket nobody may read, for private files, as MEDIA_URL_S3.", _bucket, None),
    Variable("TRUST_FORWARDED_PROTO", "true behind a proxy that always sets X-Forwarded-Proto itself.", _flag, False),
    Variable(
        "TRUSTED_PROXY_COUNT",
        "how many proxies of ours stand before the portal; their word on a visitor's address is then believed.",
        _proxies,
        default=0,
    ),
    Variable(
        "STAFF_SECOND_FACTOR",
        "whether staff must have a second factor: required (as without it) or optional.",
        _second_factor,
        default="required",
    ),
    Variable(
        "VIRUS_SCANNER",
        "what scans private files before anybody opens them: none, clamav://host:port or clamav:///path/of/socket.",
        _virus_scanner,
        default="none",
    ),
    Variable("LOG_LEVEL", "INFO, WARNING or ERROR.", _log_level, "INFO"),
    Variable("DEBUG", "never true in production.", _never, False),
]
