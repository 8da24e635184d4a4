"""The items of a rubric: their points, their worth, and what each says besides."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rubric.forms import Several, Shaped
from rubric.formula import NUMBER, Layered, Scope
from rubric.keywords import KEYS, canonical_word
from rubric.model import (
    Condition,
    Each,
    Grade,
    Grades,
    Item,
    Override,
    Requirement,
)
from rubric.number import show
from rubric.place import Text
from rubric.problems import did_you_mean
from rubric.range import Range
from rubric.rules import bands
from rubric.rules.base import Lowered
from rubric.rules.problems import (
    NameTaken,
    NotFullPoints,
    OneRule,
    OtherwiseMissing,
    PointsOrWeight,
    SumDiffers,
    UnknownItemName,
    WeightsDiffer,
    WrongPlace,
)
from rubric.rules.reader import constant
from rubric.rules.reader import name as named
from rubric.scope import grade_words
from rubric.shape import CombineShape, OverrideShape, RuleShape
from rubric.worth import conditions, group, leaf, lower_rule, rules_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.formula import Kind
    from rubric.model import Combine
    from rubric.problems import Problem
    from rubric.rules.reader import Reader
    from rubric.scope import Book
    from rubric.shape import EachShape, ItemShape, RowRuleShape

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
TAKES_ONE: Final = frozenset(("best", "worst", "mean", "geometric"))


class Items:
    """Builds the tree of items, parents first for their points, children first for their rules."""

    def __init__(self, book: Book, beyond_full: bool | None) -> None:
        self.book, self.beyond_full = book, beyond_full
        self.problems: list[Problem] = []

    def root(self, shape: ItemShape, title: str, points: Fraction) -> Item:
        """The whole table as an item whose path is ''."""
        return self._item(Text.at(title, shape.place), shape, "", points, ONE)

    def _item(self, name: Text, shape: ItemShape, path: str, points: Fraction, scale: Fraction) -> Item:
        self._one_of(name, shape, path)
        least = shape.least.value if shape.least is not None else ZERO
        reader = self.book.reader(path, points, least)
        if least > points:
            self._misplaced(name, shape, "least", "最低分高于满分", "it is above the full points")
        combine = _combine(shape)
        children = self._children(name, shape, path, points, combine)
        each = self._each(shape.each, shape, path) if shape.each is not None else None
        if shape.items is None and shape.each is None:
            rule = lower_rule(shape, reader) or Lowered("formula", constant(ZERO))
            worth = leaf(rule, shape, reader, str(name), named("points"))
        else:
            bonus = any(item.bonus for child in children for item in child.walk())
            limited = self.beyond_full is not True if not path else not bonus
            worth = group(
                shape,
                reader,
                constant(points) if limited else None,
                exact=isinstance(shape.combine, CombineShape),
            )
        applies = conditions([(shape.applies, None)], reader)[0] if shape.applies is not None else None
        self._otherwise(name, shape, children)
        requires = self._requires(shape, path, points, least)
        self.problems += reader.problems
        return Item(
            path,
            str(name),
            points,
            least,
            worth,
            items=children,
            each=each,
            scale=scale,
            weight=shape.weight.value if shape.weight is not None else None,
            combine=combine,
            bonus=shape.bonus,
            applies=applies,
            otherwise=shape.otherwise,  # type: ignore[arg-type]  # one of the words that the shape admits
            grades=self._grades(shape, self._top(shape, points, children), least),
            combined=self._combined(shape, children),
            requires=requires,
            text=shape.text,
            basis=shape.basis,
            note=shape.note,
            evidence=shape.evidence,
            code=shape.code,
            rising_in=shape.expect.rising_in if shape.expect else (),
            falling_in=shape.expect.falling_in if shape.expect else (),
            place=name.place,
        )

    # -- what an item is --

    def _one_of(self, name: Text, shape: ItemShape, path: str) -> None:
        if "/" in name or not name:
            self.problems.append(NameTaken(place=name.place, name=name))
        rules = rules_of(shape)
        group = [key for key in ("items", "each") if key in shape.written]
        rows = shape.each is not None and (len(rules) == 1) != (shape.rules is not None)
        count = len(group) if not (shape.each is not None and rows) else 1
        count += 0 if shape.each is not None and rows else len(rules)
        if count != 1:
            self.problems.append(OneRule(place=name.place, name=name, count=count))
        if not path and shape.weight is not None:
            self._misplaced(name, shape, "weight", "整张表没有上级", "the whole has no parent")
        if shape.rules is not None and shape.each is None:
            self._misplaced(name, shape, "rules", "它只和“逐项”一起用", "it belongs to each")
        if "clamp" in shape.written and shape.formula is None:
            self._misplaced(name, shape, "clamp", "它只和“公式”一起用", "it belongs to formula")
        if shape.combine and shape.items is None:
            self._misplaced(name, shape, "combine", "它没有下级指标", "it has no items below")

    def _misplaced(self, name: Text, shape: ItemShape, key: str, zh: str, en: str) -> None:
        chinese = next((word for word, keys in KEYS.items() if key in keys), key)
        place = shape.place_of(key)
        self.problems.append(
            WrongPlace(place=place, name=name, key=key, zh_key=chinese, zh_why=zh, en_why=en)
        )

    # -- points --

    def _children(
        self, name: Text, shape: ItemShape, path: str, points: Fraction, combine: Combine
    ) -> tuple[Item, ...]:
        held = {key: child for key, child in (shape.items or {}).items() if child is not None}
        whole = len(held) == len(shape.items or {})
        due = self._points(name, held, points, combine, whole=whole)
        children = []
        for key, child in held.items():
            below = f"{path}/{key}" if path else str(key)
            own, scale = due[key]
            children.append(self._item(key, child, below, own, scale))
        return tuple(children)

    def _points(
        self, name: Text, held: Mapping[Text, ItemShape], points: Fraction, combine: Combine, *, whole: bool
    ) -> dict[Text, tuple[Fraction, Fraction]]:
        """Each child's points on its own scale, and what converts that scale to the parent's."""
        if combine == "weighted":
            return self._weighted(name, held, points, whole=whole)
        due: dict[Text, tuple[Fraction, Fraction]] = {}
        for key, child in held.items():
            if child.points is None or child.weight is not None:
                if "points" not in child.broken:
                    self._without(key, "要写分值，不写权重", "needs points and no weight")
                whole = False
            due[key] = (child.points.value if child.points is not None else ONE, ONE)
        if combine in TAKES_ONE:
            for key, child in held.items():
                if child.points is not None and child.points.value != points:
                    found, full = show(child.points.value), show(points)
                    self.problems.append(
                        NotFullPoints(place=child.place_of("points"), name=key, found=found, due=full)
                    )
        elif combine == "sum" and whole and held:
            total = sum((due[key][0] for key, child in held.items() if not child.bonus), ZERO)
            if total != points:
                self.problems.append(
                    SumDiffers(place=name.place, name=name, found=show(total), due=show(points))
                )
        return due

    def _weighted(
        self, name: Text, held: Mapping[Text, ItemShape], points: Fraction, *, whole: bool
    ) -> dict[Text, tuple[Fraction, Fraction]]:
        weights = {key: child.weight for key, child in held.items() if child.weight is not None}
        for key, child in held.items():
            if child.weight is None and "weight" not in child.broken:
                self._without(key, "要写权重", "needs a weight")
            elif child.weight is not None and child.weight.value <= 0:
                self._without(key, "的权重要大于 0", "needs a weight above 0")
        signs = {bool(weight.sign) for weight in weights.values()}
        total = sum((weight.value for weight in weights.values()), ZERO)
        if len(signs) > 1:
            self._without(
                next(iter(held)),
                "和同组其他指标的权重，有的带 % 有的不带",
                "and its siblings mix weights in % and plain ones",
            )
        elif signs == {True} and total != 1 and whole and len(weights) == len(held):
            self.problems.append(WeightsDiffer(place=name.place, name=name, found=f"{show(total * 100)}%"))
        due: dict[Text, tuple[Fraction, Fraction]] = {}
        for key, child in held.items():
            weight = weights[key].value if key in weights else ONE
            part = points * weight / total if total > 0 and weight > 0 else ONE
            own = child.points.value if child.points is not None else part
            due[key] = (own, part / own if own else ONE)
        return due

    def _without(self, name: Text, zh: str, en: str) -> None:
        self.problems.append(PointsOrWeight(place=name.place, name=name, zh_what=zh, en_what=en))

    # -- what does not apply --

    def _otherwise(self, name: Text, shape: ItemShape, children: tuple[Item, ...]) -> None:
        may_empty = any(c.otherwise == "redistribute" for c in children) and all(
            c.applies is not None for c in children if not c.bonus
        )
        needed = shape.applies is not None or may_empty
        broken = {"applies", "otherwise"} & shape.broken
        if needed != (shape.otherwise is not None) and not broken:
            self.problems.append(OtherwiseMissing(place=name.place, name=name))

    # -- requirements and grades --

    def _requires(
        self, shape: ItemShape, path: str, points: Fraction, least: Fraction
    ) -> tuple[Requirement, ...]:
        if not shape.requires:
            return ()
        reader = self.book.reader(path, points, least)
        reader.scope = _with_lost(reader)
        found = conditions(((one.when, one.because) for one in shape.requires), reader)
        self.problems += reader.problems
        return tuple(
            Requirement(when, one.what, one.blocking)  # type: ignore[arg-type]  # a word of the shape
            for when, one in zip(found, shape.requires, strict=True)
        )

    def _top(self, shape: ItemShape, points: Fraction, children: tuple[Item, ...]) -> Fraction:
        """The most that an item can score: bonus items may lift it above its points."""
        extra = sum((i.points for c in children for i in c.walk() if i.bonus), ZERO)
        return points + extra if self.beyond_full or (extra and "rubric" not in shape.written) else points

    def _combined(self, shape: ItemShape, children: tuple[Item, ...]) -> Any:
        """The formula by which a group's children make its score; it sees their names only."""
        if not isinstance(shape.combine, CombineShape):
            return None
        names: dict[str, Kind] = {child.name: NUMBER for child in children}
        reader = self.book.reader("", None)
        reader.scope = Scope(names)
        tree = reader.formula(shape.combine.formula)
        self.problems += reader.problems
        return tree

    def _grades(self, shape: ItemShape, points: Fraction, least: Fraction) -> Grades | None:
        """The grades of an item, which must cover everything that it can score."""
        if not shape.grades:
            return None
        words = grade_words(shape.grades)
        rest = {key: held for key, held in shape.grades.items() if key not in words.values()}
        intervals, problems = bands.read_intervals(
            Text.at(held, held.place) for held in rest.values() if isinstance(held, Text)
        )
        first = next((key for key in rest), None)
        if not problems and first is not None:
            problems = bands.partition_problems(intervals, Range(least, points), first)
        on = shape.grades[words["on"]] if "on" in words else ""
        read = canonical_word(on) if isinstance(on, Text) else ""
        if read not in ("exact", "rounded"):
            problems.append(bands.grades_unread(next(iter(shape.grades))))
        self.problems += problems
        pairs = zip(rest, intervals, strict=False)
        grades = tuple(Grade(str(key), held) for key, (_, held) in pairs)
        override = self._override(shape, words, grades)
        return Grades("exact" if read == "exact" else "rounded", grades, override)

    def _override(
        self, shape: ItemShape, words: Mapping[str, Text], grades: tuple[Grade, ...]
    ) -> tuple[Override, ...]:
        key = words.get("override")
        if key is None or shape.grades is None:
            return ()
        lines = Several(Shaped(lambda: OverrideShape)).read(shape.grades[key], key, self.problems) or ()
        reader = self.book.reader("", None)
        whens = conditions(((line.when, line.because) for line in lines), reader)
        self.problems += reader.problems
        known = [grade.name for grade in grades]
        for line in lines:
            if line.grade not in known:
                self._unknown(line.grade, "等级", "grade", known)
        return tuple(Override(when, str(line.grade)) for when, line in zip(whens, lines, strict=True))

    def _unknown(self, name: Text, zh: str, en: str, known: list[str]) -> None:
        near_zh, near_en = did_you_mean(name, known)
        self.problems.append(
            UnknownItemName(
                place=name.place,
                name=name,
                zh_what=zh,
                en_what=en,
                known="、".join(known),
                near_zh=near_zh,
                near_en=near_en,
            )
        )

    # -- each --

    def _each(self, each: EachShape, shape: ItemShape, path: str) -> Each | None:
        tables = {name: fact for name, fact in self.book.facts.items() if fact.type == "table"}
        table = tables.get(each.table)
        if table is None:
            self._unknown(each.table, "表", "table", list(tables))
            return None
        if each.name not in table.columns:
            self._unknown(each.name, "列", "column", list(table.columns))
        reader = self.book.row_reader(path, table)
        where = conditions([(each.where, None)], reader)[0] if each.where is not None else None
        points = reader.formula(each.points)
        rules = self._row_rules(shape, reader)
        self.problems += reader.problems
        if_empty: Any = each.if_empty
        return Each(str(each.table), where, str(each.name), points, if_empty, rules, shape.place_of("each"))

    def _row_rules(self, shape: ItemShape, reader: Reader) -> tuple[tuple[Condition | None, Any], ...]:
        if shape.rules is None:
            rule = self._row_rule(shape, reader)
            return () if rule is None else ((None, rule),)
        found: list[tuple[Condition | None, Any]] = []
        for line in shape.rules:
            last = line is shape.rules[-1]
            held: RuleShape | Text | RowRuleShape = line if line.otherwise is None else line.otherwise
            if (line.otherwise is not None) != last or (line.when is None) != last or isinstance(held, Text):
                self.problems.append(OneRule(place=line.place, name=reader.path, count=len(rules_of(line))))
                continue
            rule = self._row_rule(held, reader)
            if rule is not None:
                when = conditions([(line.when, None)], reader)[0] if line.when is not None else None
                found.append((when, rule))
        return tuple(found)

    def _row_rule(self, shape: RuleShape, reader: Reader) -> Any:
        rules = rules_of(shape)
        if len(rules) != 1 or rules == ["checklist"]:
            self.problems.append(OneRule(place=shape.place, name=reader.path, count=len(rules)))
            return None
        rule = lower_rule(shape, reader)
        return None if rule is None else leaf(rule, None, reader, reader.path, named("points"))


def _combine(shape: ItemShape) -> Combine:
    if isinstance(shape.combine, CombineShape):
        return "formula"
    return shape.combine or "sum"  # type: ignore[return-value]  # one of the words that the shape admits


def _with_lost(reader: Reader) -> Any:
    return Scope(Layered({"lost": NUMBER}, reader.scope.names), reader.scope.items, reader.scope.tables)
