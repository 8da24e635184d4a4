"""A sheet of scores in rows of cells: its heads, its items in one column or one a level, its totals."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from engine.questions.reconcile.reported import COLUMNS, Column, Line, RowKind, Sheet
from engine.questions.reconcile.reported_heads import (
    ALLOWED_EN,
    ALLOWED_ZH,
    Heads,
    meaning,
    plain,
    read_heads,
)
from engine.questions.reconcile.reported_problems import NoScoreColumn, NoScores
from rubric.problems import did_you_mean
from rubric.source import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.facts_cells import Cells
    from rubric.problems import Problem
    from rubric.source import Text

# A title, the subject and a note may stand above the heads.
MOST_ABOVE: Final = 12
TOTALS: Final = frozenset(
    (
        "合计",
        "总计",
        "总分",
        "总得分",
        "得分合计",
        "合计得分",
        "共计",
        "total",
        "totals",
        "sum",
        "grandtotal",
        "totalscore",
    )
)
SUBTOTALS: Final = frozenset(("小计", "subtotal"))
GRADES: Final = frozenset(("等级", "评定等级", "评价等级", "自评等级", "绩效等级", "评级", "grade"))
ABOUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("评价单位", "单位名称", "部门名称", "填报单位", "被评价单位", "subject"), "subject"),
        **dict.fromkeys(("年度", "评价年度", "period", "year"), "period"),
    }
)
LEVELS: Final = tuple(f"level{n}" for n in range(1, 6))


def kind_of(name: str, items: frozenset[str] = frozenset()) -> RowKind:
    """What a row of this name is about; names in ``items``, made ``plain``, are items whatever they say."""
    word = plain(name)
    if word in items:
        return "item"
    if word in TOTALS:
        return "total"
    return "subtotal" if word in SUBTOTALS else "grade" if word in GRADES else "item"


def sheet_of(cells: Cells, items: frozenset[str]) -> tuple[Sheet | None, list[Problem]]:
    """The rows of a table of cells; names in ``items``, made ``plain``, are items before all else."""
    rows = [row for row in cells.rows if any(row)]
    found = next((n for n, row in enumerate(rows[:MOST_ABOVE]) if _is_head(row)), None)
    if found is None:
        return None, [_no_heads(rows)]
    heads, problems = read_heads(rows[found])
    if problems:
        return None, problems
    reader = _Rows(heads, items)
    for row in rows[:found]:
        reader.about(row)
    lines = tuple(line for row in rows[found + 1 :] for line in reader.line(row))
    if not any(line.scores for line in lines):
        return None, [NoScores(place=rows[found][0].place, name=cells.source.name)]
    about = reader.told
    return Sheet(
        cells.source,
        lines,
        heads.columns,
        heads.reasoned,
        about.get("subject"),
        about.get("period"),
        heads.unread,
    ), []


def _is_head(row: Sequence[Text]) -> bool:
    said = {meaning(cell) for cell in row if cell}
    names = said & {"name", "path", "code", *LEVELS}
    return bool(names) and bool(said & {"score", *COLUMNS})


def _no_heads(rows: Sequence[Sequence[Text]]) -> Problem:
    """That there are none, and where one is only mistyped, which."""
    best = max(rows[:MOST_ABOVE], key=lambda row: sum(meaning(cell) is not None for cell in row if cell))
    near = ("", "")
    for cell in (cell for cell in best if cell and meaning(cell) is None):
        near = did_you_mean(plain(cell), ("指标", "自评", "得分", "复核", "核查", "item", "score", "self"))
        if near[0]:
            break
    return NoScoreColumn(
        place=best[0].place,
        allowed_zh=ALLOWED_ZH,
        allowed_en=ALLOWED_EN,
        near_zh=near[0],
        near_en=near[1],
    )


class _Rows:
    """One pass over the rows, with the names that stand above and count for the rows below them."""

    def __init__(self, heads: Heads, items: frozenset[str]) -> None:
        self.heads, self.items = heads, items
        self.above: list[Text | None] = [None] * len(LEVELS)
        self.told: dict[str, str] = {}

    def about(self, row: Sequence[Text]) -> bool:
        """Take a row that tells of the subject or the year; whether it is one."""
        filled = [cell for cell in row if cell]
        word, _, rest = plain(filled[0]).partition(":")
        key = ABOUT.get(word)
        if key is None or word in self.items:
            return False
        behind = str(filled[0]).replace("：", ":").partition(":")[2].strip() if rest else ""
        self.told.setdefault(key, behind or (str(filled[1]) if len(filled) > 1 else ""))
        return True

    def line(self, row: Sequence[Text]) -> Iterator[Line]:
        """The row as a line; none for one that tells of the subject."""
        cells = {head: cell for head, cell in zip(self.heads.meanings, row, strict=False) if head and cell}
        names = self._names(cells)
        if not names and "code" in cells and kind_of(cells["code"]) != "item":
            names = (cells.pop("code"),)  # a total below a column of numbers
        if not names and self.about(row):
            return
        if not cells or (len(cells) == 1 and names and self.about(row)):
            return
        first = plain(names[-1]) if names else ""
        kind = kind_of(names[-1], self.items) if names else "item"
        if kind == "item" and names and first not in self.items and self.about(row):
            return
        scores = {column: cells[column] for column in COLUMNS if column in cells}
        grades = _by_column(cells, "grade")
        if kind == "grade":
            scores, grades = {}, scores or grades
        yield Line(
            kind,
            names or tuple(list(cells.values())[:1] if "code" not in cells else ()),
            cells.get("code"),
            cells.get("points"),
            cells.get("weight"),
            scores,
            _by_column(cells, "reason"),
            grades,
        )

    def _names(self, cells: Mapping[str, Text]) -> tuple[Text, ...]:
        """The parts of the row's path: merged cells leave a level empty that stands above."""
        if "path" in cells:
            return _parts(cells["path"])
        levels = [at for at, level in enumerate(LEVELS) if level in cells]
        name = cells.get("name")
        if levels and kind_of(cells[LEVELS[levels[0]]]) in ("total", "grade"):
            return (cells[LEVELS[levels[0]]],)
        for at in levels:
            self.above[at] = cells[LEVELS[at]]
            self.above[at + 1 :] = [None] * (len(LEVELS) - at - 1)
        has_levels = any(level in self.heads.meanings for level in LEVELS)
        if not has_levels:
            return _parts(name) if name else ()
        above = [one for one in self.above if one is not None]
        if name:
            return (name,) if kind_of(name) in ("total", "grade") else (*above, *_parts(name))
        return tuple(above) if levels else ()


def _parts(name: Text) -> tuple[Text, ...]:
    """A path written in one cell, by its parts."""
    return tuple(_part(name, part) for part in name.split("/") if part.strip())


def _part(name: Text, part: str) -> Text:
    place: Any = name.place
    return type(name).at(part.strip(), Place(*place))


def _by_column(cells: Mapping[str, Text], what: str) -> dict[Column, Text]:
    return {column: cells[key] for column in COLUMNS if (key := f"{column}:{what}") in cells}
