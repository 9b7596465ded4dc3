from .navigation import Navigation
from .pages import ContentPage, HomePage

__all__ = ["ContentPage", "HomePage", "Navigation"]
