"""Problem: one thing wrong with a file, where it stands, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubric.place import Place

Language = Literal["zh", "en"]
Severity = Literal["error", "warning"]


# There are hundreds of kinds, and nearly every run meets none: making each a real dataclass would
# cost more time than reading a rubric does.
@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Kind:
    """Gives every subclass a constructor that takes its annotated fields by keyword."""

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)


class Problem(_Kind):
    """A kind of problem is a subclass that owns its sentence and its advice in both languages.

    The four texts are ``str.format`` patterns over the fields of the subclass. ``place`` is
    where the offending characters stand, or None for a problem of a whole file or of none.
    """

    code: ClassVar[str] = ""
    severity: ClassVar[Severity] = "error"
    zh: ClassVar[str] = ""
    en: ClassVar[str] = ""
    fix_zh: ClassVar[str] = ""
    fix_en: ClassVar[str] = ""

    place: Place | None = None

    def message(self, language: Language) -> str:
        """One sentence that says what is wrong."""
        return self._fill(self.zh if language == "zh" else self.en)

    def hint(self, language: Language) -> str:
        """One sentence that says what to do."""
        return self._fill(self.fix_zh if language == "zh" else self.fix_en)

    def _fill(self, pattern: str) -> str:
        return pattern.format_map(_Fields(self))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # two of a kind are equal, and hold what cannot be hashed

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code}: {self.message('en')})"


class _Fields(dict[str, Any]):
    """The fields of a problem by name, with the defaults that its class states."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(vars(problem))
        self.problem = problem

    def __missing__(self, name: str) -> Any:
        return getattr(self.problem, name)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None where none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def near_words(word: str, known: Iterable[str]) -> list[str]:
    """The known words most like ``word``: the nearest, or those of two characters that share one with it."""
    words = list(known)
    near = nearest(word, words)
    if near is not None:
        return [near]
    if len(word) != 2 or word.isascii():
        return []
    # One character of two mistyped is half the word, which is too little for a measure of likeness.
    return [one for one in words if len(one) == 2 and (one[0] == word[0]) != (one[1] == word[1])][:3]


def did_you_mean(word: str, known: Iterable[str]) -> tuple[str, str]:
    """The question that names the nearest known words, in both languages; empty where none is near."""
    near = near_words(word, known)
    if not near:
        return "", ""
    return f"是不是{'或'.join(f'“{one}”' for one in near)}？", f"Did you mean {' or '.join(near)}? "
