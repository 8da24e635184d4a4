"""What is raised where something that was asked for over a table cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rubric.problems import Language, Problem


class RefusedError(Exception):
    """What was asked for cannot be done; ``problems`` say why, its text the same in one language."""

    def __init__(self, problems: Sequence[Problem], language: Language = "en") -> None:
        said = (f"{one.code} {one.message(language)} {one.hint(language)}" for one in problems)
        super().__init__("\n".join(said))
        self.problems = [*problems]
        self.language = language

    def __reduce__(self) -> tuple[type[RefusedError], tuple[list[Problem], Language]]:
        # It may be raised in one process and met in another.
        return type(self), (self.problems, self.language)
