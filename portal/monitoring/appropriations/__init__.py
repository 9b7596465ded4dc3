"""The regional budget of 2024 as PPAs, from the printed act."""

from .loading import load

__all__ = ["load"]
