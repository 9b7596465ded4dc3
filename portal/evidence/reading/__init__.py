"""Reading the words of a file: in the background, in a process of its own with little memory and time."""

from .kept import TextRead, Unreadable
from .process import read

__all__ = ["TextRead", "Unreadable", "read"]
