"""One entry of a facts file: a value, with what may stand beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from engine.facts_given import Given
from engine.facts_shape import Shapes
from engine.facts_values import read_value
from engine.scorecard import Notice
from rubric.given import EntryShape
from rubric.number import fold, read_number
from rubric.source import Row, Table, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.facts_values import Value
    from rubric.model import Fact, Rubric
    from rubric.source import Place

ENTRY: Final = frozenset(EntryShape.fields)
# Beside these two, nothing says where a value is from.
_FIGURE: Final = frozenset(("value", "unit"))
_TEXTS: Final = ("source", "note", "scope", "period")
CellNames = dict[str, "Mapping[int, str]"]


class Entries(Shapes):
    """Reads entries of one facts file; ``cells`` names the cells of a workbook by sheet and place."""

    def __init__(self, rubric: Rubric, cells: CellNames) -> None:
        super().__init__()
        self.rubric, self.cells = rubric, cells
        self.notices: dict[Notice, None] = {}

    def given(
        self,
        name: str,
        key: Text,
        entry: Any,
        fact: Fact | None,
        above: Mapping[str, Any] | None = None,
        table: str = "",
    ) -> Given[Any] | None:
        """What an entry gives, None where it is open or wrong.

        ``above`` holds for it where it says nothing; ``table`` is the table it is a cell of.
        """
        own = self.parts(entry, ENTRY) if isinstance(entry, Table) else {"value": entry}
        parts = {**(above or {}), **own}
        text = parts.get("value", "")
        if isinstance(text, Row | Table):
            self.form(key, text, "一个值", "one value")
            return None
        unit = parts.get("unit")
        self.text(key, unit)
        at = text if isinstance(text, Text) else Text.at("", key.place)
        label = f"{key} ({fact.label})" if fact is not None and fact.label else str(key)
        unit = unit if isinstance(unit, Text) else None
        value, found = read_value(at, label, fact, unit, self.rubric.units)
        self.problems += found
        if value is None:
            return None
        if fact is not None:
            self.notice(f"{table}/{name}" if table else name, fact, parts)
        return self._given(name, key, fact, value, parts, at.place)

    def _given(
        self, name: str, key: Text, fact: Fact | None, value: Value, parts: Mapping[str, Any], at: Place
    ) -> Given[Any]:
        unit = parts.get("unit")
        return Given(
            name,
            value.value,
            value.text,
            unit=str(unit) if isinstance(unit, Text) and unit else None,
            place=key.place,
            places=value.places,
            precision=self._precision(key, parts.get("precision"), fact, value),
            approximate=value.approximate,
            cell=self.cells.get(at.source.name, {}).get(at.start),
            **({} if _FIGURE.issuperset(parts) else self.beside(key, parts)),
        )

    def beside(self, key: Text, parts: Mapping[str, Any]) -> dict[str, Any]:
        """What stands beside a value and says where it is from, and how far it goes."""
        texts = {word: self.text(key, parts.get(word)) or None for word in _TEXTS}
        flags = {word: self.flag(key, parts.get(word)) for word in ("free", "disputed")}
        return {**texts, **flags, "evidence": self.texts(key, parts.get("evidence"))}

    def notice(self, name: str, fact: Fact, parts: Mapping[str, Any]) -> None:
        """Note a scope or a period that is not the declared one."""
        kinds: tuple[tuple[Literal["scope", "period"], str | None], ...] = (
            ("scope", fact.scope),
            ("period", fact.period),
        )
        for kind, declared in kinds:
            given = parts.get(kind)
            if declared and isinstance(given, Text) and given and _plain(given) != _plain(declared):
                self.notices[Notice(name, str(given), declared, kind)] = None

    def _precision(self, key: Text, held: Any, fact: Fact | None, value: Value) -> Fraction | None:
        if held is None or held == "":
            # Of a converted figure the printed decimals no longer tell the last digit.
            printed = value.places if value.factor != 1 else None
            return value.factor / 10**printed if printed else None
        written = read_number(held) if isinstance(held, Text) else None
        share = fact is not None and fact.unit == "%"
        if written is None or written.value <= 0 or (share and not written.sign):
            example = "0.01%" if share else "0.01"
            self.form(key, held, f"大于 0 的末位（如 {example}）", f"a last digit above 0 ({example})")
            return None
        return written.value * value.factor


def _plain(text: str) -> str:
    return fold(text).strip()
