from .entry import KnownWord, Posting, SearchEntry
from .log import SearchClick, SearchLog
from .promoted import PromotedResult
from .synonyms import SynonymGroup

__all__ = ["KnownWord", "Posting", "PromotedResult", "SearchClick", "SearchEntry", "SearchLog", "SynonymGroup"]
