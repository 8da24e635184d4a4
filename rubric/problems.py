"""Problem: one thing wrong with a file, where it stands, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rubric.source import Place

Language = Literal["zh", "en"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
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
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return pattern.format_map(values)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None where none is near."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None
