"""What an application form asks, as data: questions of ten kinds in sections, shown or not by earlier answers.

Nothing here knows a model, a request or Wagtail: the builder makes a ``Definition``, a version of a form keeps it as
JSON, and the pages, the receipt, the desk and the exports read it.
"""

from .checking import Problem, problems
from .grammar import Bilingual, Check, Choice, Condition, Criterion, Definition, Kind, Question, Section

__all__ = [
    "Bilingual",
    "Check",
    "Choice",
    "Condition",
    "Criterion",
    "Definition",
    "Kind",
    "Problem",
    "Question",
    "Section",
    "problems",
]
