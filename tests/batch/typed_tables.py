"""Tables as offices type them, with the facts file that says the same of each row.

Cells and files are both written from facts here; nothing that reads a table has a part in it.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from engine.batch.columns import Columns, Meaning
from engine.batch.part import Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from engine.facts_given import Facts
    from engine.judged import Judged
    from rubric.model import Fact, Item, Rubric

WIDE: Final = str.maketrans("0123456789.,-+%", "０１２３４５６７８９．，－＋％")
# One row in so many has a cell that columns leave to the engine of a single subject.
STRANGE: Final = 6
EMPTY: Final = ("", " ", None)
BEYOND: Final = (
    *("9" * 18, "9" * 19, "9" * 30, "9" * 31, "0." + "0" * 11 + "1", "1000000000", "123456789012.345"),
    *("-0", "-1", "abc", "1,00", "1e5", "nan", "½", "至少 3", "5万元", "% 5", "1/3"),
)
WRONG_WORDS: Final = ("也许", "1", "是", "None")


class Typed(NamedTuple):
    """A part of a table, and of each of its rows the facts file with the same cells."""

    part: Part
    files: list[str]

    def __repr__(self) -> str:
        """No more than its size: a row that fails is told by itself."""
        return f"{self.part.frame.height} x {self.part.frame.width}"


class Cell(NamedTuple):
    """A cell of a table and what a facts file has in its place: None for nothing."""

    table: Any
    file: Any


NOTHING: Final = Cell(None, None)


def typed(rubric: Rubric, facts: Sequence[Facts], height: int, chance: Random) -> Typed:
    """A table of so many rows, each cell that of one of these facts, blank, or something strange."""
    columns = _Columns(rubric, facts, height, chance)
    columns.fill()
    frame = pl.DataFrame(columns.series) if columns.series else pl.DataFrame({"号": [""] * height})
    part = Part(0, 2, frame, Columns(columns.of, "号"), "表.csv", tables=columns.tables)
    return Typed(part, [json.dumps(file, ensure_ascii=False) for file in columns.files])


def stated(
    rows: Sequence[Mapping[str, str | None]], tables: Mapping[str, Any] = MappingProxyType({})
) -> Typed:
    """A table of texts: of each row its facts, None where a cell is empty.

    ``tables`` are the rows of tables within subjects, by fact and then by the number of the subject's row.
    """
    heads = list(rows[0])
    frame = pl.DataFrame(
        [list(row.values()) for row in rows], schema=dict.fromkeys(heads, pl.String()), orient="row"
    )
    ids = [f"u{at}" for at in range(len(rows))]
    frame = frame.insert_column(0, pl.Series("号", ids))
    of = {"号": Meaning("id"), **{head: Meaning("fact", head) for head in heads}}
    held = {name: {ids[at]: tuple(own) for at, own in some.items()} for name, some in tables.items()}
    files: list[dict[str, Any]] = [{h: cell for h, cell in row.items() if cell is not None} for row in rows]
    for name, some in held.items():
        for one, file in zip(ids, files, strict=True):
            file[name] = list(some.get(one, ()))
    part = Part(0, 2, frame, Columns(of, "号"), "表.csv", tables=held)
    return Typed(part, [json.dumps({"事实": file}, ensure_ascii=False) for file in files])


class _Columns:
    """The columns of one table as they are made."""

    def __init__(self, rubric: Rubric, facts: Sequence[Facts], height: int, chance: Random) -> None:
        self.rubric, self.facts, self.height, self.chance = rubric, facts, height, chance
        self.of: dict[str, Meaning] = {"号": Meaning("id")}
        self.series: dict[str, pl.Series] = {"号": pl.Series([f"u{at}" for at in range(height)])}
        self.files: list[dict[str, Any]] = [{"事实": {}, "评定": {}, "已附": {}} for _ in range(height)]
        self.strange = [chance.randrange(STRANGE) == 0 for _ in range(height)]
        self.tables: dict[str, dict[str, tuple[Mapping[str, str], ...]]] = {}

    def fill(self) -> None:
        """A column for most of what the rubric reads."""
        rows = self.chance.randrange(3) == 0
        for fact in self.rubric.facts.values():
            if fact.type == "table":
                self._table(fact) if rows else None
            elif self.chance.randrange(12):
                self._fact(fact)
        for key in self.rubric.elements:
            self._column(Meaning("element", key), [self._word(("是", "否"), key) for _ in range(self.height)])
        for item in self.rubric.root.walk():
            if not item.is_group and item.rule is not None and item.rule.rule in ("judgement", "given"):
                self._judged(item)
            for what in {one.what for one in item.requires}:
                self._attached(item.path, what)

    def _column(self, meaning: Meaning, cells: Sequence[Cell], kind: Any = None) -> None:
        head = f"{len(self.of)}:{meaning.name}"
        self.of[head] = meaning
        held = [cell.table for cell in cells]
        self.series[head] = pl.Series(head, held, dtype=kind or pl.String(), strict=True)
        for file, cell in zip(self.files, cells, strict=True):
            if cell.file is None:
                continue
            entry = {"值": cell.file, "单位": meaning.unit} if meaning.unit and cell.file else cell.file
            file["事实"][meaning.name] = entry

    # -- facts ---------------------------------------------------------------------------------------------

    def _fact(self, fact: Fact) -> None:
        if fact.type in ("number", "integer"):
            self._numbers(fact)
        elif fact.type == "yes_no":
            cells = [self._word(("是", "否"), fact.name) for _ in range(self.height)]
            if self.chance.randrange(2):
                cells = [_truth(cell) for cell in cells]
                self._column(Meaning("fact", fact.name), cells, pl.Boolean())
            else:
                self._column(Meaning("fact", fact.name), cells)
        else:
            words = fact.choices or ("甲", "乙")
            self._column(
                Meaning("fact", fact.name), [self._word(words, fact.name) for _ in range(self.height)]
            )

    def _word(self, words: Sequence[str], name: str) -> Cell:
        known: Any = self.chance.choice(self.facts).facts.get(name)
        word = known.value if known is not None else self.chance.choice(words)
        said = str(word) if not isinstance(word, bool) else "是" if word else "否"
        at = self.chance.randrange(40)
        if at == 0:
            return _text(self.chance.choice(WRONG_WORDS))
        return _blank(self.chance) if at < 4 else _text(self.chance.choice((said, f" {said}", said)))

    def _numbers(self, fact: Fact) -> None:
        percent = fact.unit == "%"
        unit = self._unit(fact)
        # A bare number in percent is a mistake, which every row of the column would be.
        native = (
            None
            if percent and unit is None
            else self.chance.choice((None, None, "double", "whole", "decimal"))
        )
        of = {"元": 10_000, "%": 100}.get(unit or "", 1)
        values = [self._number(fact) * of for _ in range(self.height)]
        meaning = Meaning("fact", fact.name, unit)
        if native is not None:
            kind = {"double": pl.Float64(), "whole": pl.Int64(), "decimal": pl.Decimal(30, 6)}[native]
            self._column(meaning, [self._native(native, value) for value in values], kind)
            return
        sign = percent and unit is None
        self._column(meaning, [self._typed(value, at, sign=sign) for at, value in enumerate(values)])

    def _unit(self, fact: Fact) -> str | None:
        """What stands in brackets behind the name: nothing, the declared unit, or a smaller one."""
        some = {"万元": (None, None, "万元", "元"), "%": (None, "%"), "人": (None, "人")}
        return self.chance.choice(some.get(fact.unit or "", (None,)))

    def _number(self, fact: Fact) -> Fraction:
        known: Any = self.chance.choice(self.facts).facts.get(fact.name)
        if known is not None and self.chance.randrange(8):
            return Fraction(known.value)
        return Fraction(self.chance.choice((0, 1, 100, self.chance.randrange(20_000))), 100)

    def _native(self, native: str, value: Fraction) -> Cell:
        at = self.chance.randrange(30)
        if at < 2:
            return NOTHING
        if native == "double":
            number = (
                float(value) if at > 2 else self.chance.choice((float("nan"), float("-inf"), 1 / 3, 1e300))
            )
            return Cell(number, _shortest(number))
        if native == "whole":
            return Cell(int(value), str(int(value)))
        held = Decimal(int(value * 10**6)).scaleb(-6)
        return Cell(held, _decimal(Fraction(held)))

    def _typed(self, value: Fraction, at: int, *, sign: bool) -> Cell:
        if self.strange[at] and self.chance.randrange(4) == 0:
            return _text(self._strange(value, sign=sign))
        if self.chance.randrange(12) == 0:
            return _blank(self.chance)
        return _text(self._plain(value, sign=sign))

    def _plain(self, value: Fraction, *, sign: bool) -> str:
        shown = _decimal(value * 100 if sign else value, self.chance)
        if self.chance.randrange(3) == 0 and shown.count("."):
            shown += "0"
        text = shown + "%" * sign
        text = text.translate(WIDE) if self.chance.randrange(8) == 0 else text
        return self.chance.choice(("", "", "", " ", "\u3000")) + text

    def _strange(self, value: Fraction, *, sign: bool) -> str:
        """A range, an estimate, a number of many digits, or no number at all."""
        by = Fraction(self.chance.choice((1, 5, 200)), 100)
        low, mid, high = (self._plain(x, sign=sign).strip() for x in (value - by, value, value + by))
        if self.chance.randrange(2):
            return self.chance.choice(BEYOND)
        forms = f"[{low}, {high}]", f"({low}, {high})", f"约 {mid} ± {_decimal(by)}{'%' * sign}", f"约 {mid}"
        return self.chance.choice(forms)

    # -- judgements, what is attached, and tables ----------------------------------------------------------

    def _judged(self, item: Item) -> None:
        words = self.chance.choice(
            (("share",), ("points",), ("share", "points"), ("level", "share"), ("level",))
        )
        cells: dict[str, list[str | None]] = {word: [] for word in (*words, "reason")}
        for at in range(self.height):
            row = self._judgement(item, words, strange=self.strange[at])
            for word, held in cells.items():
                held.append(row.get(word, self.chance.choice(EMPTY)))
            said = {word: text for word, text in row.items() if text.strip()}
            if said:
                self.files[at]["评定"][item.path] = said
        for word, held in cells.items():
            head = f"{len(self.of)}:{item.path}:{word}"
            kind: Any = word
            self.of[head] = Meaning(kind, item.path)
            self.series[head] = pl.Series(head, held, dtype=pl.String())

    def _judgement(self, item: Item, words: Sequence[str], *, strange: bool) -> dict[str, str]:
        given: Judged | None = self.chance.choice(self.facts).judgements.get(item.path)
        if given is None or self.chance.randrange(12) == 0:
            return {}
        # The more of one judgement is said, the likelier is a row with too much of it.
        said = words if strange else (words[-1],)
        row = {word: self._figure(word, item, given) for word in said}
        if strange and self.chance.randrange(4) == 0:
            return row
        return row | {"reason": "佐证齐全"}

    def _figure(self, word: str, item: Item, given: Judged) -> str:
        if word == "level":
            names = [branch.label for branch in item.rule.branches] if item.rule is not None else []
            return self.chance.choice([*names, given.level, "无此等次"])
        if word == "share":
            return f"{_decimal(given.low * 100)}%"
        points = given.low * (item.points or -item.least)
        return _decimal(points, self.chance)

    def _attached(self, path: str, what: str) -> None:
        cells = [self.chance.choice(("见附件", "否", " NO", "", None, "是")) for _ in range(self.height)]
        head = f"{len(self.of)}:{path}:{what}"
        kind: Any = what
        self.of[head] = Meaning("attached", path, attached=kind)
        self.series[head] = pl.Series(head, cells, dtype=pl.String())
        for file, cell in zip(self.files, cells, strict=True):
            if cell in ("见附件", "是"):
                file["已附"].setdefault(path, {})[what] = cell

    def _table(self, fact: Fact) -> None:
        """The rows of a table of every subject, in a file of their own; some subjects have none."""
        held: dict[str, tuple[Mapping[str, str], ...]] = {}
        for at in range(self.height):
            rows = self.chance.choice(self.facts).tables.get(fact.name, ())
            # The points of the rows no longer add up.
            rows = rows[1:] if self.chance.randrange(8) == 0 else rows
            cells = tuple({name: _cell(one.value) for name, one in row.cells.items()} for row in rows)
            if cells:
                held[f"u{at}"] = cells
            self.files[at]["事实"][fact.name] = list(cells)
        self.tables[fact.name] = held


def _text(text: str) -> Cell:
    return Cell(text, text)


def _blank(chance: Random) -> Cell:
    return Cell(chance.choice(EMPTY), None)


def _truth(cell: Cell) -> Cell:
    found = {"是": True, "否": False}.get((cell.table or "").strip())
    return NOTHING if found is None else Cell(found, "是" if found else "否")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return _decimal(value) if isinstance(value, Fraction) else str(value)


def _shortest(number: float) -> str:
    return str(number) if not isfinite(number) else _decimal(Fraction(repr(number)), places=400)


def _decimal(value: Fraction, chance: Random | None = None, places: int = 8) -> str:
    """A number with the decimals that it has, up to so many; by chance with thousands separators."""
    few = next((n for n in range(places + 1) if (value * 10**n).denominator == 1), places)
    form = ",f" if chance is not None and chance.randrange(4) == 0 else "f"
    return format(Decimal(int(value * 10**few)).scaleb(-few), form)
