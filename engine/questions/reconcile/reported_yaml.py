"""A sheet of scores in YAML or JSON: by item, or a mapping of items for each column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.questions.reconcile.reported import COLUMNS, Column, Line, Sheet
from engine.questions.reconcile.reported_cells import ABOUT, kind_of
from engine.questions.reconcile.reported_heads import HEADS, meaning, near_head, plain
from engine.questions.reconcile.reported_problems import HeadTwice, NearHead, NoScores, NotAnEntry
from rubric.place import Row, Table, Text
from rubric.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rubric.place import Source
    from rubric.problems import Problem

ITEMS: Final = frozenset(("指标", "items", "item", "各项", "得分", "评分", "scores"))
_TOP_ZH: Final = "评价单位、年度、评分表、指标、自评、复核、核查、总分、等级"
_TOP_EN: Final = "subject, period, rubric, items, self, review, audit, total, grade"
_TOP_WORDS: Final = (*_TOP_ZH.split("、"), *_TOP_EN.split(", "))
_ITEM: Final = ("得分，或写着得分、分值、理由的对照", "a score, or a mapping of score, points and reason")


def sheet_of_yaml(
    table: Table | Row, source: Source, items: frozenset[str]
) -> tuple[Sheet | None, list[Problem]]:
    """The rows of a mapping (or of a list of rows), or every problem in it; ``items`` as of ``sheet_of``."""
    reader = _Reader(items)
    if isinstance(table, Row):
        reader.listed(table)
    else:
        reader.top(table)
    if not reader.problems and not any(line.scores for line in reader.lines):
        reader.problems.append(NoScores(place=table.place, name=source.name))
    if reader.problems:
        return None, reader.problems
    lines = _joined(reader.lines)
    columns = tuple(column for column in COLUMNS if any(column in line.scores for line in lines))
    told = reader.told
    # Whoever writes a mapping can write a reason beside any score.
    return Sheet(
        source,
        lines,
        columns,
        frozenset(columns),
        told.get("subject"),
        told.get("period"),
        tuple(dict.fromkeys(reader.unread)),
    ), []


def _joined(lines: list[Line]) -> tuple[Line, ...]:
    """The lines of one name as one: a mapping for each column names every item again."""
    found: dict[tuple[str, ...], Line] = {}
    loose: list[Line] = []
    for line in lines:
        key = (line.kind, *(plain(name) for name in line.names))
        held = found.get(key)
        if held is None:
            found[key] = line
        elif held.scores.keys() & line.scores.keys() or held.grades.keys() & line.grades.keys():
            loose.append(line)  # the same item twice, which is said of it
        else:
            found[key] = Line(
                held.kind,
                held.names,
                held.code or line.code,
                held.points or line.points,
                held.weight or line.weight,
                {**held.scores, **line.scores},
                {**held.reasons, **line.reasons},
                {**held.grades, **line.grades},
            )
    return (*found.values(), *loose)


class _Reader:
    def __init__(self, items: frozenset[str]) -> None:
        self.items = items
        self.problems: list[Problem] = []
        self.lines: list[Line] = []
        self.told: dict[str, str] = {}
        self.unread: list[str] = []

    # -- the top

    def top(self, table: Table) -> None:
        for key, held in table.items():
            word, said = plain(key), meaning(key)
            if word in ABOUT and isinstance(held, Text):
                self.told[ABOUT[word]] = str(held)
            elif word in ("评分表", "rubric", "填报", "filled", "说明", "description"):
                continue
            elif said in COLUMNS:
                self._table(key, held, (), next(column for column in COLUMNS if column == said))
            elif word in ITEMS and isinstance(held, Row):
                self.listed(held)
            elif word in ITEMS:
                self._table(key, held, (), None)
            elif kind_of(key) != "item":
                self._entry(key, held, (key,), None)
            else:
                self._unknown(key)

    def _unknown(self, key: Text) -> None:
        zh, en = did_you_mean(str(key), _TOP_WORDS)
        self.problems.append(
            NearHead(
                place=key.place,
                name=str(key),
                allowed_zh=_TOP_ZH,
                allowed_en=_TOP_EN,
                near_zh=zh,
                near_en=en,
            )
        )

    def listed(self, rows: Row) -> None:
        """Rows of a list, each with the name of its item."""
        for row in rows:
            heads = {meaning(key): held for key, held in row.items()} if isinstance(row, Table) else {}
            name = heads.get("path") or heads.get("name") or heads.get("code")
            if not isinstance(name, Text) or not name:
                self._form(
                    getattr(row, "place", rows.place),
                    "指标",
                    "写着指标名称和得分的对照",
                    "a mapping of item and score",
                )
                continue
            self._entry(name, row, _split(name) if "path" in heads or "name" in heads else (), None)

    # -- items

    def _table(self, key: Text, held: Any, above: tuple[Text, ...], column: Column | None) -> None:
        if isinstance(held, Table):
            self._items(held, above, column)
        else:
            self._form(
                getattr(held, "place", key.place), key, "指标到得分的对照", "a mapping of items to scores"
            )

    def _items(self, table: Table, above: tuple[Text, ...], column: Column | None) -> None:
        for name, held in table.items():
            self._entry(name, held, (*above, *_split(name)), column)

    def _entry(self, name: Text, held: Any, names: tuple[Text, ...], column: Column | None) -> None:
        kind = kind_of(name, self.items)
        own: Column = column or "self"
        if isinstance(held, Text):
            at = {own: held} if held else {}
            self.lines.append(
                Line(kind, names, grades=at) if kind == "grade" else Line(kind, names, scores=at)
            )
        elif isinstance(held, Table):
            self._parts(kind, held, names, own)
        else:
            self._form(getattr(held, "place", name.place), name, *_ITEM)

    def _parts(self, kind: Any, held: Table, names: tuple[Text, ...], own: Column) -> None:
        single: dict[str, Text] = {}
        by: dict[str, dict[Column, Text]] = {"score": {}, "reason": {}, "grade": {}}
        seen: dict[str, Text] = {}
        before = own
        for key, value in held.items():
            said = self._said(key, value, names)
            column, _, what = (said or "").partition(":")
            if said is None:
                continue
            if said in ("score", "reason", "grade"):
                column, what = (own if said == "score" else before), said
            if column in COLUMNS:
                before = next(one for one in COLUMNS if one == column)
                self._column(by, before, what or "score", value, key)
            elif isinstance(value, Text):
                single[said] = value
            else:
                self._form(getattr(value, "place", key.place), key, "一个数或一段文字", "a number or a text")
            if (first := seen.setdefault(f"{column}:{what}", key)) is not key:
                self.problems.append(HeadTwice(place=key.place, name=str(key), first=str(first)))
        scores, grades = by["score"], by["grade"]
        if kind == "grade":
            scores, grades = {}, scores or grades
        self.lines.append(
            Line(
                kind,
                names,
                single.get("code"),
                single.get("points"),
                single.get("weight"),
                scores,
                by["reason"],
                grades,
            )
        )

    def _said(self, key: Text, value: Any, names: tuple[Text, ...]) -> str | None:
        """What a key of an entry means; None where that is done with."""
        said = meaning(key)
        if said == "name" and isinstance(value, Table):
            self._items(value, names, None)
            return None
        if said in ("name", "path"):
            return None
        if said is None:
            problems = list(near_head(key))
            self.problems += problems
            if not problems:
                self.unread.append(str(key))
        return said

    def _column(
        self, by: dict[str, dict[Column, Text]], column: Column, what: str, value: Any, key: Text
    ) -> None:
        if isinstance(value, Text):
            if value:
                by[what][column] = value
        elif isinstance(value, Table) and what == "score":
            for inner, text in value.items():
                said = HEADS.get(plain(inner))
                if said in ("score", "reason", "grade") and isinstance(text, Text):
                    if text:
                        by[said][column] = text
                else:
                    self._form(inner.place, key, "得分和理由", "a score and a reason")
        else:
            self._form(getattr(value, "place", key.place), key, *_ITEM)

    def _form(self, place: Any, name: str, due_zh: str, due_en: str) -> None:
        self.problems.append(NotAnEntry(place=place, name=str(name), due_zh=due_zh, due_en=due_en))


def _split(name: Text) -> tuple[Text, ...]:
    return tuple(_parts(name))


def _parts(name: Text) -> Iterator[Text]:
    for part in name.split("/"):
        if part.strip():
            yield Text.at(part.strip(), name.place)
