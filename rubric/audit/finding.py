"""Finding: something a rubric says that loads and is still wrong, and what it does to a score."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from rubric.record import Record

if TYPE_CHECKING:
    from rubric.place import Place
    from rubric.problems import Language

Weight = Literal["error", "warning", "hint"]


class Label(Record):
    """A further place that a finding speaks of, with a short text in both languages."""

    place: Place
    zh: str
    en: str


class Repair(Record):
    """Other characters in a place: the one way to put something right."""

    place: Place
    text: str


class Finding(Record):
    """A kind of finding is a subclass that owns its texts in both languages.

    The six texts are ``str.format`` patterns over the fields of the subclass: what stands there,
    what it does to a score, and what to do about it. A kind whose findings have one right repair
    gives it as ``repair``; ``keeps`` says that the rubric then means what it meant.
    """

    check: ClassVar[str] = ""
    code: ClassVar[str] = ""
    severity: ClassVar[Weight] = "warning"
    zh: ClassVar[str] = ""
    en: ClassVar[str] = ""
    effect_zh: ClassVar[str] = ""
    effect_en: ClassVar[str] = ""
    fix_zh: ClassVar[str] = ""
    fix_en: ClassVar[str] = ""
    keeps: ClassVar[bool] = False

    place: Place | None
    labels: tuple[Label, ...]

    def message(self, language: Language) -> str:
        """One sentence that says what stands there."""
        return (self.zh if language == "zh" else self.en).format_map(vars(self))

    def effect(self, language: Language) -> str:
        """One sentence that says what it does to a score."""
        return (self.effect_zh if language == "zh" else self.effect_en).format_map(vars(self))

    def advice(self, language: Language) -> str:
        """One sentence that says what to do."""
        return (self.fix_zh if language == "zh" else self.fix_en).format_map(vars(self))

    @property
    def repair(self) -> tuple[Repair, ...]:
        """What puts it right, where only one thing can; nothing where the author must choose."""
        return ()

    @property
    def page(self) -> str:
        """The page of documents that explains the check."""
        return f"docs/checks/{self.check}.md"
