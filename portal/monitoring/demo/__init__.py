"""Two years of PPAs of some offices, at every step, late and on time, and the ceilings they fall under.

Every one says that it is invented. They answer the needs of the demonstration that stand where such a PPA has brought
them.
"""

from .heard import load_heard
from .loading import load

__all__ = ["load", "load_heard"]
