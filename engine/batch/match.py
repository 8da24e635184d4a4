"""Match the columns of a table to what a rubric knows, and say what is left over on either side."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.batch.columns import Columns, Meaning
from engine.batch.problems_columns import (
    ColumnsTwice,
    HeadUnit,
    JudgedHow,
    NoId,
    NoSuchColumnHere,
    NoSuchTarget,
    NotGiven,
    NothingKnown,
    RowsInACell,
    SeveralMeant,
    StrangeColumn,
    Unused,
)
from engine.facts_scales import scale
from engine.facts_values import SHARES
from rubric.column_names import (
    IDS,
    SUBJECTS,
    ColumnNames,
    HowJudged,
    is_judged,
    judged_part,
    plain_head,
    without_brackets,
)
from rubric.problems import did_you_mean
from rubric.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rubric.model import Fact, Rubric
    from rubric.problems import Problem

# A head is looked for among so many names at most, and so many heads are looked for: each costs time.
MOST_COMPARED: Final = 300
MOST_STRANGE: Final = 100
MOST_TOLD: Final = 20
SHOWN: Final = 8
# Columns that every office's tables have: none of them is a mistyped fact.
COMMON: Final = frozenset(
    "备注 序号 行号 年度 日期 联系人 联系电话 电话 填报人 填报日期 审核人 说明 no. note year date".split()  # noqa: SIM905
)
_IGNORED: Final = Meaning("ignored")
# The kinds of which several columns may be there: the first in the order of its words is taken.
_RANKED: Final = {"id": IDS, "subject": SUBJECTS}


class Matched(NamedTuple):
    """The columns, or the problems that keep them from being used; notes say what is left over."""

    columns: Columns | None
    problems: list[Problem]
    notes: list[Problem]


def match(
    names: Sequence[str],
    rubric: Rubric,
    maps: Mapping[str, str] | None = None,
    *,
    file: str,
    id_column: str | None = None,
    lists: frozenset[str] = frozenset(),
    given: Iterable[str] = (),
) -> Matched:
    """What each column of a table is.

    ``maps`` gives columns other names (``--map``), before those of the rubric's own ``columns``; the empty
    name leaves a column out. ``id_column`` is the one that tells subjects apart, whatever else it
    is; ``lists`` are the columns that hold rows, ``given`` the tables that stand in files of their own.
    """
    return _Matching(names, rubric, maps or {}, file, lists).matched(id_column, given)


class _Matching:
    """One pass over the heads that collects what is wrong with them."""

    def __init__(
        self,
        names: Sequence[str],
        rubric: Rubric,
        maps: Mapping[str, str],
        file: str,
        lists: frozenset[str],
    ) -> None:
        self.names, self.rubric, self.file, self.lists = names, rubric, file, lists
        self.words = ColumnNames(rubric.facts, rubric.elements, rubric.root)
        self.plain = {plain_head(name): name for name in names}
        self.maps = {plain_head(head): target for head, target in rubric.columns.items()}
        self.own = {plain_head(head): target for head, target in maps.items()}
        self.problems: list[Problem] = []
        self.of: dict[str, Meaning] = {}
        self.strange: list[str] = []

    def matched(self, id_column: str | None, given: Iterable[str]) -> Matched:
        self._mapped()
        key = self._id_column(id_column)
        for name in self.names:
            self.of[name] = self._meaning(name)
        self._rank(key)
        self._once()
        self._near(given)
        known = any(one.kind not in ("ignored", "id", "subject") for one in self.of.values())
        if not (known or [*given] or self.problems):
            shown = _listed(list(self._wanted({}, ())))
            self.problems.append(NothingKnown(name=self.file, known=shown))
        if self.problems:
            return Matched(None, self.problems[:MOST_TOLD], [])
        key = key or next((n for kind in _RANKED for n, one in self.of.items() if one.kind == kind), None)
        return Matched(Columns(self.of, key), [], [*self._notes(key, given)])

    # -- what was said of columns

    def _mapped(self) -> None:
        for head in [head for head in self.own if head not in self.plain]:
            self._no_column(head, "--map", "--map")
        self.maps |= self.own

    def _id_column(self, asked: str | None) -> str | None:
        if asked is None:
            return None
        found = self.plain.get(plain_head(asked))
        if found is None:
            self._no_column(asked, "--id", "--id")
        return found

    def _no_column(self, head: str, zh: str, en: str) -> None:
        near_zh, near_en = did_you_mean(head, islice(self.names, MOST_COMPARED))
        self.problems.append(
            NoSuchColumnHere(
                column=head[:40],
                where_zh=zh,
                where_en=en,
                known=_listed(self.names),
                near_zh=near_zh,
                near_en=near_en,
            )
        )

    # -- one column

    def _meaning(self, name: str) -> Meaning:
        plain = plain_head(name)
        target = self.maps.get(plain)
        if target is not None and not target.strip():
            return _IGNORED
        found = self.words.meanings(name if target is None else target)
        if not found:
            if target is None:
                self.strange.append(name)
            else:
                self._no_target(plain, target)
            return _IGNORED
        if len(found) > 1:
            paths = "、".join(_shown(one) for one in found)
            self.problems.append(SeveralMeant(column=name, paths=paths))
            return _IGNORED
        return self._settled(name, found[0])

    def _no_target(self, plain: str, target: str) -> None:
        near_zh, near_en = did_you_mean(target, islice(self._wanted({}, ()), MOST_COMPARED))
        own = plain in self.own
        self.problems.append(
            NoSuchTarget(
                target=target[:40],
                where_zh="--map " if own else "评分表的“列”",
                where_en="--map" if own else "the rubric's columns",
                near_zh=near_zh,
                near_en=near_en,
            )
        )

    def _settled(self, name: str, found: Meaning | HowJudged) -> Meaning:
        if isinstance(found, HowJudged):
            self.problems.append(JudgedHow(column=name))
            return _IGNORED
        if found.kind == "table" and name not in self.lists:
            self.problems.append(RowsInACell(column=name, name=found.name))
        if found.unit is None:
            return found
        fact = self.rubric.facts[found.name]
        factor = scale(found.unit, fact.unit, self.rubric.units) if fact.unit else None
        if factor is None:
            self._wrong_unit(name, found, fact)
        # The declared unit says nothing new, but a share has no other sign.
        return replace(found, unit=None) if factor == 1 and fact.unit not in SHARES else found

    def _wrong_unit(self, name: str, found: Meaning, fact: Fact) -> None:
        due_zh = f"评分表声明的单位是“{fact.unit}”" if fact.unit else "评分表没有给它声明单位"
        due_en = f"the rubric declares {fact.unit}" if fact.unit else "the rubric declares no unit for it"
        self.problems.append(
            HeadUnit(column=name, name=fact.name, found=found.unit or "", due_zh=due_zh, due_en=due_en)
        )

    # -- all columns

    def _rank(self, key: str | None) -> None:
        """Of several columns of ids, or of names, one is taken; the others are left out."""
        for kind, words in _RANKED.items():
            found = [name for name, one in self.of.items() if one.kind == kind]
            order = {word: at for at, word in enumerate(words)}
            found.sort(key=lambda name: (name != key, order.get(plain_head(name).lower(), -1)))
            for name in found[1:] if kind == "subject" or key is None else [n for n in found if n != key]:
                self.of[name] = _IGNORED
        if key is not None and self.of[key].kind == "ignored":
            self.of[key] = Meaning("id")
            self.strange = [name for name in self.strange if name != key]

    def _once(self) -> None:
        first: dict[Meaning, str] = {}
        for name, meaning in self.of.items():
            same = replace(meaning, unit=None)
            if meaning.kind != "ignored" and same in first:
                what = _shown(meaning)
                self.problems.append(ColumnsTwice(first=first[same], second=name, what=what))
            first.setdefault(same, name)

    def _near(self, given: Iterable[str]) -> None:
        """Say of a column that is called almost like something no column gives that it may be that."""
        wanted = [*islice(self._wanted(self.of, given), MOST_COMPARED)]
        for name in self.strange[:MOST_STRANGE]:
            plain = plain_head(name)
            if plain.lower() in COMMON or plain in self.words.items:
                continue
            near_zh, near_en = did_you_mean(without_brackets(name), wanted)
            if not near_zh:
                near_zh, near_en = self._near_item(name)
            if near_zh:
                self.problems.append(StrangeColumn(column=name, near_zh=near_zh, near_en=near_en))

    def _near_item(self, name: str) -> tuple[str, str]:
        """The judged item that the head of a part may mean, of those that lack this part."""
        found = judged_part(name)
        if found is None:
            return "", ""
        item, part = found
        there = {one.name for one in self.of.values() if one.kind == part}
        judged = (one for one in self.rubric.root.walk() if is_judged(one) and one.path not in there)
        return did_you_mean(item, islice((one.name for one in judged), MOST_COMPARED))

    def _wanted(self, of: Mapping[str, Meaning], given: Iterable[str]) -> Iterator[str]:
        """What columns can be called that none of these is."""
        for what in self._absent(of, given):
            yield what
            fact = self.rubric.facts.get(what)
            if fact is not None and fact.label:
                yield plain_head(fact.label)
            if what in self.rubric.elements:
                yield self.rubric.elements[what].name

    def _absent(self, of: Mapping[str, Meaning], given: Iterable[str]) -> Iterator[str]:
        there = {one.name for one in of.values() if one.kind in ("fact", "table", "element")} | {*given}
        judged = {one.name for one in of.values() if one.kind in ("share", "level", "points")}
        for fact in self.rubric.facts.values():
            if fact.name not in there and fact.cohort is None:
                yield fact.name
        yield from (key for key in self.rubric.elements if key not in there)
        for item in self.rubric.root.walk():
            if is_judged(item) and item.path not in judged:
                yield f"{item.name} 得分率" if self.rubric.language == "zh" else f"{item.name}:share"

    def _notes(self, key: str | None, given: Iterable[str]) -> Iterator[Problem]:
        ignored = (name for name, one in self.of.items() if one.kind == "ignored")
        unused = [name for name in ignored if self.maps.get(plain_head(name)) != ""]
        if unused:
            yield Unused(count=len(unused), columns=_listed(unused))
        facts = self.rubric.facts
        absent = [
            what for what in self._absent(self.of, given) if what not in facts or not facts[what].optional
        ]
        if absent:
            yield NotGiven(count=len(absent), names=_listed(absent))
        if key is None:
            yield NoId()


def _shown(meaning: Meaning | HowJudged) -> str:
    if isinstance(meaning, HowJudged):
        return meaning.path
    part = meaning.attached or meaning.kind
    return meaning.name if meaning.kind in ("fact", "element", "table") else f"{meaning.name}:{part}"


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(name if len(name) <= 40 else f"{name[:40]}…" for name in names[:SHOWN])
    return f"{shown} …" if len(names) > SHOWN else shown
