"""Two years of PPAs of some offices, at every step, late and on time, and the ceilings they fall under.

Every one says that it is invented. They answer the needs of the demonstration that stand where such a PPA has brought
them. And the ten recommendations on their way, with the real PPAs that fit them.
"""

from .heard import load_heard
from .loading import load
from .recommended import load_recommended

__all__ = ["load", "load_heard", "load_recommended"]
