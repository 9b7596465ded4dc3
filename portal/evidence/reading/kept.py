from dataclasses import dataclass

from portal.evidence.enums import ReadingProblem


@dataclass(frozen=True)
class TextRead:
    """The words of a file, as far as they are kept."""

    text: str
    pages: int | None
    is_cut: bool
    engine: str


class Unreadable(Exception):
    """The file gives no text; ``problem`` says why."""

    def __init__(self, problem: ReadingProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem
