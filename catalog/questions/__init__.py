"""What an application form asks, as data: questions of ten kinds in sections, shown or not by earlier answers.

The builder makes a ``Definition``, a version of a form keeps it as JSON, and the pages, the receipt, the desk and the
exports read it. Neither the grammar nor its checks know a model, a request or Wagtail; ``fields`` makes a page's form
of it and puts answers in words, and ``places`` knows the register of places.
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
