from .entry import KnownWord, Posting, SearchEntry

__all__ = ["KnownWord", "Posting", "SearchEntry"]
