"""Rows of a sheet put to items: by path, by code, by name, and by name without its number or its points."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.questions.reconcile.reported import COLUMNS, Figure, Reported, ReportedRow, Score, Stray
from engine.questions.reconcile.reported_heads import plain
from engine.questions.reconcile.reported_problems import NotAScore
from rubric.number import fold, read_number
from rubric.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.questions.reconcile.reported import Column, Line, Sheet
    from engine.scorecard import ItemScore, Scorecard
    from rubric.model import Rubric
    from rubric.place import Text
    from rubric.problems import Problem

NONE: Final = frozenset(("不适用", "不涉及", "无此项", "n/a", "na", "notapplicable", "/", "-", "—", "——"))
MOST_NEAR: Final = 50
_UNIT: Final = re.compile(r"\s*(?:分|points?|pts?)$", re.IGNORECASE)
# （一）, 1., 1.2、 before a name; （6分） behind it.
_NUMBERED: Final = re.compile(r"^(?:\(?[一二三四五六七八九十]+[)、.]|\(?\d+(?:\.\d+)*[)、.]|[①-⑳])")
_POINTED: Final = re.compile(r"\(\d+(?:\.\d+)?分?\)$")


def matched(sheet: Sheet, rubric: Rubric, card: Scorecard) -> tuple[Reported, list[Problem]]:
    """The rows of a sheet by the paths of a scorecard's items, and every score that is no number."""
    found = _Matcher(card, rubric)
    rows: dict[str, ReportedRow] = {}
    problems: list[Problem] = []
    for line in sheet.lines:
        row = _row(line, found.path(line), problems)
        held = rows.get(row.path) if row is not None else None
        if row is not None and held is None:
            rows[row.path] = row
        elif row is not None and held is not None:
            rows[row.path] = _added(held, row, found)
    used = frozenset(column for row in rows.values() for column in row.scores)
    return Reported(
        sheet.source,
        rows,
        tuple(column for column in sheet.columns if column in used) or sheet.columns[:1],
        sheet.reasoned,
        tuple(found.strays),
        sheet.subject,
        sheet.period,
        sheet.unread,
    ), problems


def _added(held: ReportedRow, row: ReportedRow, found: _Matcher) -> ReportedRow:
    """A row with what a later row of the same item adds: a grade below a total, say."""
    if held.scores.keys() & row.scores.keys() or held.grades.keys() & row.grades.keys():
        found.strays.append(Stray("twice", row.name, row.place))
        return held
    return ReportedRow(
        held.path,
        held.name or row.name,
        held.place,
        held.points if held.points is not None else row.points,
        held.weight if held.weight is not None else row.weight,
        {**held.scores, **row.scores},
        {**held.grades, **row.grades},
    )


def _row(line: Line, path: str | None, problems: list[Problem]) -> ReportedRow | None:
    scores: dict[Column, Score] = {}
    for column in COLUMNS:
        text, reason = line.scores.get(column), line.reasons.get(column)
        if text:
            score = _score(text, str(reason or ""))
            if score is None:
                problems.append(NotAScore(place=text.place, text=_short(text)))
            else:
                scores[column] = score
    points, weight = (_number(text, problems) for text in (line.points, line.weight))
    if path is None:
        return None
    name = line.names[-1] if line.names else line.code
    assert name is not None  # a line has the one or the other
    grades = {column: str(text) for column, text in line.grades.items()}
    return ReportedRow(
        path, "" if line.kind == "grade" else str(name), name.place, points, weight, scores, grades
    )


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"


def _score(text: Text, reason: str) -> Score | None:
    if plain(text) in NONE:
        return Score(None, str(text), 0, reason, text.place)
    written = read_number(_UNIT.sub("", fold(text).strip()))
    if written is None or written.sign:
        return None
    return Score(written.value, str(text), written.places, reason, text.place)


def _number(text: Text | None, problems: list[Problem]) -> Figure | None:
    if not text or plain(text) in NONE:
        return None
    written = read_number(_UNIT.sub("", fold(text).strip()))
    if written is None:
        problems.append(NotAScore(place=text.place, text=_short(text)))
        return None
    return Figure(written.value, written.places)


class _Matcher:
    """The items of a scorecard by all that they may be called."""

    def __init__(self, card: Scorecard, rubric: Rubric) -> None:
        self.strays: list[Stray] = []
        self.root = card.root
        self.titles = frozenset((plain(card.root.name), plain(rubric.title)))
        self.before: ItemScore | None = None
        self.above: dict[str, str] = {}
        self.items = [item for item in card.root.walk() if item.path]
        self.by_path = {_joined(item.path.split("/")): item for item in self.items}
        self.by_code = _grouped((plain(item.code or ""), item) for item in self.items if item.code)
        self.by_name = _grouped((plain(item.name), item) for item in self.items)
        was = {item.path: plain(item.was) for item in rubric.root.walk() if item.was}
        self.by_old_name = _grouped((was[item.path], item) for item in self.items if item.path in was)
        for parent in card.root.walk():
            self.above |= {child.path: parent.path for child in parent.items}

    def path(self, line: Line) -> str | None:
        """The path that a line is about; where there is none, that is noted."""
        if line.kind in ("total", "grade"):
            return ""
        if line.kind == "subtotal":
            return self._group()
        found = self._found(line)
        if len(found) == 1:
            self.before = found[0]
            return found[0].path
        names = line.names or ((line.code,) if line.code is not None else ())
        if len(names) == 1 and plain(names[0]) in self.titles:
            return ""
        self._stray(line, names, found)
        return None

    def _group(self) -> str:
        """The group that a subtotal closes: the one above the last item, or that item where it is a group."""
        if self.before is None:
            return ""
        return self.before.path if self.before.items else self.above[self.before.path]

    def _found(self, line: Line) -> Sequence[ItemScore]:
        names = [plain(name) for name in line.names]
        if names and (whole := self.by_path.get("/".join(names))) is not None:
            return (whole,)
        if line.code is not None and len(self.by_code.get(plain(line.code), ())) == 1:
            return self.by_code[plain(line.code)]
        if not names:
            return ()
        for last in dict.fromkeys((names[-1], _bare(names[-1]))):
            same = self.by_name.get(last) or self.by_code.get(last) or ()
            inside = [item for item in same if _within(names[:-1], item.path)]
            near = [item for item in inside if self._beside(item)]
            for some in (inside, near) if len(names) > 1 else (same, near):
                if len(some) == 1:
                    return some
            if same:
                return inside or same
        return self._formerly(names)

    def _formerly(self, names: Sequence[str]) -> Sequence[ItemScore]:
        """The item that the rubric says was called so, or stood at that path, before."""
        for old in ("/".join(names), names[-1], _bare(names[-1])):
            if old in self.by_old_name:
                return self.by_old_name[old]
        return ()

    def _beside(self, item: ItemScore) -> bool:
        """Whether an item is of the group in which the rows just above are."""
        if self.before is None:
            return False
        group = self.before.path if self.before.items else self.above[self.before.path]
        return self.above[item.path] == group

    def _stray(self, line: Line, names: Sequence[Text], found: Sequence[ItemScore]) -> None:
        if not line.scores and not line.points:
            return  # a heading
        shown = "/".join(names)
        place = names[-1].place if names else next(iter(line.scores.values())).place
        if found:
            self.strays.append(Stray("several", shown, place))
            return
        # Looking for the nearest takes its time, and a file of strangers is some other file.
        near = [item.name for item in self.items] if len(self.strays) < MOST_NEAR else []
        zh, en = did_you_mean(names[-1] if names else "", near)
        self.strays.append(Stray("unknown", shown, place, zh, en))


def _bare(name: str) -> str:
    """A name without the number before it and the points behind it."""
    return _POINTED.sub("", _NUMBERED.sub("", name))


def _within(parts: Sequence[str], path: str) -> bool:
    """Whether the parts stand in a path in this order, above its last."""
    above = iter([form for part in path.split("/")[:-1] for form in (plain(part),)])
    return all(any(_bare(part) == one or part == one for one in above) for part in parts)


def _joined(parts: Iterable[str]) -> str:
    return "/".join(plain(part) for part in parts)


def _grouped(pairs: Iterable[tuple[str, ItemScore]]) -> Mapping[str, list[ItemScore]]:
    found: dict[str, list[ItemScore]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return found
