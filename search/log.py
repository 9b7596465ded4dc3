"""Keeping what people search for, and whether it led anywhere: counts and words, no person and no address.

A list page calls ``record`` once it has its findings, and gets a token for the links of its results. A link that
carries it goes by way of a small address that calls ``count_click`` and leads on to the page itself: so clicks are
counted without JavaScript, pages keep one address that caches and people can share, and nothing is read from an
address but the token and the row's key, so it leads nowhere else.

Kept once, by constraints: the token is the same for the same words, language and region within a minute, whoever
typed them (reloading, going back, a double click); a row counts as clicked once for a search. It is made with the
secret key, so that nobody makes up one. Crawlers that say what they are, previews and ``HEAD`` leave no trace.
"""

import base64
import re
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from portal.core.text import fold

from .facade import Findings
from .masking import masked
from .models import SearchClick, SearchLog

CLICKS_COUNT_FOR = timedelta(days=1)
_crawler = re.compile(r"bot\b|bot/|crawl|spider|slurp|externalhit|preview", re.IGNORECASE)


def record(request: HttpRequest, *, index: str, text: str, findings: Findings, region: str = "") -> str:
    """Keep that this was searched for; the token for links to its results, "" if it does not count.

    Further pages of the same results are no search of their own; their links belong to the one of this hour.
    """
    text = masked(text)[: SearchLog._meta.get_field("text").max_length]
    if not text or not comes_from_a_person(request):
        return ""
    now = timezone.now()
    search = SearchLog(
        index=index,
        searched_at=_full_hour(now),
        text=text,
        folded=fold(text)[: SearchLog._meta.get_field("folded").max_length],
        results=len(findings.keys),
        was_corrected=bool(findings.corrected),
        is_close=findings.is_close,
        language=get_language() or "",
        region=region,
    )
    if request.GET.get("page", "1") != "1":
        return _token_of_this_hour(search)
    search.token = _token(search, now)
    SearchLog.objects.bulk_create([search], ignore_conflicts=True)
    return search.token


def count_click(request: HttpRequest, token: str, *, key: str) -> bool:
    """Somebody went from the results of this search to this row; whether it is the first time.

    A link kept for later is no click any more.
    """
    if not comes_from_a_person(request):
        return False
    since = _full_hour(timezone.now() - CLICKS_COUNT_FOR)
    search = SearchLog.objects.filter(token=token, searched_at__gte=since).values_list("pk", flat=True).first()
    return search is not None and SearchClick.objects.get_or_create(search_id=search, key=key)[1]


def comes_from_a_person(request: HttpRequest) -> bool:
    """Whether somebody asked for this page to read it, as far as the request says."""
    fetched_ahead = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return request.method == "GET" and not fetched_ahead and not _crawler.search(request.headers.get("User-Agent", ""))


def _token(search: SearchLog, now: datetime) -> str:
    said = "\n".join([search.index, search.folded or search.text, search.language, search.region, f"{now:%Y%m%d%H%M}"])
    digest = salted_hmac("search.log", said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def _token_of_this_hour(search: SearchLog) -> str:
    same = {name: getattr(search, name) for name in ("index", "folded", "language", "region", "searched_at")}
    return SearchLog.objects.filter(**same).order_by("-pk").values_list("token", flat=True).first() or ""


def _full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
