"""The items of a rubric: their points, their worth, and what each says besides."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rubric.cohort_problems import QuotaBelow
from rubric.cohort_shape import QuotaShape
from rubric.forms import LINE, Several, Shaped, chinese_key, words
from rubric.formula import NUMBER, Layered, Scope
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
from rubric.quota import read_quotas
from rubric.range import Range
from rubric.rules import bands, cases
from rubric.rules.base import Lowered
from rubric.rules.problems.items import (
    AppliesMissing,
    GradesUnread,
    GroupMayEmpty,
    LeastTooHigh,
    NotAName,
    OneRule,
    OtherwiseMissing,
    PointsBelow,
    RowRuleUnclear,
    UnknownItemName,
    WrongPlace,
)
from rubric.rules.problems.points import (
    BonusWeighed,
    NotFullPoints,
    NoWeight,
    PointsOrWeight,
    SumDiffers,
    WeightInSum,
    WeightOfNothing,
    WeightsDiffer,
    WeightsMixed,
)
from rubric.rules.reader import constant
from rubric.rules.reader import name as named
from rubric.scope import grade_words
from rubric.shape import RULES, CombineShape, OverrideShape, RuleShape
from rubric.worth import conditions, group, leaf, lower_rule, rule_problems, rules_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rubric.formula import Kind
    from rubric.model import Combine, Quota
    from rubric.problems import Problem
    from rubric.rules.reader import Reader
    from rubric.scope import Book
    from rubric.shape import EachShape, ItemShape

ZERO: Final = Fraction(0)
MOST_PROBLEMS: Final = 200
ONE: Final = Fraction(1)
GRADES_READ: Final = words(("exact", "rounded"))
ROW_RULES: Final = tuple(rule for rule in RULES if rule not in ("checklist", "rank"))
TAKES_ONE: Final = frozenset(("best", "worst", "mean", "geometric"))


class Items:
    """Builds the tree of items, parents first for their points, children first for their rules."""

    def __init__(self, book: Book, beyond_full: bool | None) -> None:
        self.book, self.beyond_full = book, beyond_full
        self.problems: list[Problem] = []

    def root(self, shape: ItemShape, title: Text, points: Fraction | None) -> Item:
        """The whole table as an item whose path is ''."""
        return self._item(title, shape, "", points, ONE)

    def _item(self, name: Text, shape: ItemShape, path: str, known: Fraction | None, scale: Fraction) -> Item:
        """An item; ``known`` are its points, None where they could not be read."""
        self._one_of(name, shape, path)
        least = shape.least.value if shape.least is not None else ZERO
        reader = self.book.reader(path, known, least)
        if known is not None and least > known:
            self._too_high(name, shape, known)
        combine = _combine(shape)
        children = self._children(name, shape, path, known, combine)
        points = ONE if known is None else known
        each = self._each(shape.each, shape, path) if shape.each is not None else None
        if "items" not in shape.written and "each" not in shape.written:
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
        requires = self._requires(shape, path, known, least)
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
            grades=self._grades(shape, None if known is None else self._top(shape, known, children), least),
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
            was=shape.was,
        )

    # -- what an item is --

    def _one_of(self, name: Text, shape: ItemShape, path: str) -> None:
        if path and ("/" in name or not name):
            self.problems.append(NotAName(place=name.place, name=name))
        groups = [key for key in ("items", "each") if key in shape.written]
        rules = rules_of(shape)
        if len(groups) == 2 or ("items" in groups and rules):
            key = (rules + groups)[1] if "items" in groups and rules else "each"
            held = [*groups, *rules]
            chinese = "、".join(f"“{chinese_key(one, shape)}”" for one in held)
            place, english = shape.place_of(rules[0] if rules else key), " and ".join(held)
            self.problems.append(OneRule(place=place, name=name, found_zh=chinese, found_en=english))
        elif not groups:
            also = ("，或写下级“指标”", ", or items below it")
            at = Text.at(name, name.place)
            found = rule_problems(at, shape, RULES, also)
            self.problems += [] if "rules" in shape.written and not rules else found
        self._strays(name, shape, path)

    def _strays(self, name: Text, shape: ItemShape, path: str) -> None:
        if not path and "weight" in shape.written:
            self._misplaced(name, shape, "weight", "整张表没有上级", "the whole has no parent")
        if "rules" in shape.written and "each" not in shape.written:
            self._misplaced(name, shape, "rules", "它只和“逐项”一起用", "it belongs to each")
        if "clamp" in shape.written and "formula" not in shape.written:
            self._misplaced(name, shape, "clamp", "它只和“公式”一起用", "it belongs to formula")
        if "combine" in shape.written and "items" not in shape.written:
            self._misplaced(name, shape, "combine", "它没有下级指标", "it has no items below")

    def _misplaced(self, name: Text, shape: ItemShape, key: str, zh: str, en: str) -> None:
        chinese = chinese_key(key, shape)
        place = shape.place_of(key)
        self.problems.append(
            WrongPlace(place=place, name=name, key=key, zh_key=chinese, zh_why=zh, en_why=en)
        )

    def _too_high(self, name: Text, shape: ItemShape, points: Fraction) -> None:
        due = show(points)
        if "least" not in shape.written:
            zh_key = chinese_key("points", shape)
            place = shape.value_place("points" if "points" in shape.written else "weight")
            self.problems.append(PointsBelow(place=place, name=name, key="points", zh_key=zh_key, due=due))
            return
        place, found = shape.value_place("least"), str(shape.contents["least"])
        self.problems.append(
            LeastTooHigh(place=place, name=name, key="least", zh_key="最低", found=found, due=due)
        )

    # -- points --

    def _children(
        self, name: Text, shape: ItemShape, path: str, points: Fraction | None, combine: Combine
    ) -> tuple[Item, ...]:
        held = {key: child for key, child in (shape.items or {}).items() if child is not None}
        whole = len(held) == len(shape.items or {})
        due = self._points(name, held, points, combine, whole=whole)
        children = []
        for key, child in held.items():
            if len(self.problems) >= MOST_PROBLEMS:
                break  # nobody reads on
            below = f"{path}/{key}" if path else str(key)
            own, scale = due[key]
            children.append(self._item(key, child, below, own, scale))
        return tuple(children)

    def _points(
        self,
        name: Text,
        held: Mapping[Text, ItemShape],
        points: Fraction | None,
        combine: Combine,
        *,
        whole: bool,
    ) -> dict[Text, tuple[Fraction | None, Fraction]]:
        """Each child's points on its own scale, and what converts that scale to the parent's."""
        if combine == "weighted":
            return self._weighted(name, held, points, whole=whole)
        return self._summed(name, held, points, combine, whole=whole)

    def _summed(
        self,
        name: Text,
        held: Mapping[Text, ItemShape],
        points: Fraction | None,
        combine: Combine,
        *,
        whole: bool,
    ) -> dict[Text, tuple[Fraction | None, Fraction]]:
        due: dict[Text, tuple[Fraction | None, Fraction]] = {}
        for key, child in held.items():
            if "weight" in child.written:
                self.problems.append(WeightInSum(place=child.place_of("weight"), name=key))
            elif "points" not in child.written and not child.strange:
                self.problems.append(PointsOrWeight(place=key.place, name=key))
            whole = whole and child.points is not None and "weight" not in child.written
            due[key] = (child.points.value if child.points is not None else None, ONE)
        if combine in TAKES_ONE and points is not None:
            for key, child in held.items():
                if child.points is not None and child.points.value != points:
                    place, found = child.value_place("points"), show(child.points.value)
                    self.problems.append(NotFullPoints(place=place, name=key, found=found, due=show(points)))
        elif combine == "sum" and whole and held and points is not None:
            parts = [child.points.value for child in held.values() if child.points and not child.bonus]
            total = sum(parts, ZERO)
            if total != points:
                self.problems.append(
                    SumDiffers(place=name.place, name=name, found=show(total), due=show(points))
                )
        return due

    def _weighted(
        self, name: Text, held: Mapping[Text, ItemShape], points: Fraction | None, *, whole: bool
    ) -> dict[Text, tuple[Fraction | None, Fraction]]:
        extra = {key: child for key, child in held.items() if child.bonus}
        held = {key: child for key, child in held.items() if key not in extra}
        weights = {key: child.weight for key, child in held.items() if child.weight is not None}
        for key, child in held.items():
            if "weight" not in child.written and not child.strange:
                self.problems.append(NoWeight(place=key.place, name=key))
            elif child.weight is not None and child.weight.value <= 0:
                place, found = child.value_place("weight"), str(child.contents["weight"])
                self.problems.append(WeightOfNothing(place=place, name=key, found=found))
        whole = whole and len(weights) == len(held) and all(one.value > 0 for one in weights.values())
        total = sum((weight.value for weight in weights.values()), ZERO)
        first = next(iter(weights.values()), None)
        odd = next(
            (key for key, one in weights.items() if first and bool(one.sign) != bool(first.sign)), None
        )
        if odd is not None:
            place, found = held[odd].value_place("weight"), str(held[odd].contents["weight"])
            self.problems.append(WeightsMixed(place=place, name=odd, found=found))
        elif first is not None and first.sign and total != 1 and whole:
            self.problems.append(WeightsDiffer(place=name.place, name=name, found=f"{show(total * 100)}%"))
        due = self._bonuses(extra)
        for key, child in held.items():
            weight = weights[key].value if key in weights else ZERO
            part = points * weight / total if points is not None and total > 0 and weight > 0 else None
            own = child.points.value if child.points is not None else part
            due[key] = (own, part / own if own and part is not None else ONE)
        return due

    def _bonuses(self, extra: Mapping[Text, ItemShape]) -> dict[Text, tuple[Fraction | None, Fraction]]:
        """The bonus items of a weighted group: they have points, and no part in its weights."""
        for key, child in extra.items():
            if "weight" in child.written:
                self.problems.append(BonusWeighed(place=child.place_of("weight"), name=key))
            elif "points" not in child.written and not child.strange:
                self.problems.append(PointsOrWeight(place=key.place, name=key))
        return {key: (child.points.value if child.points else None, ONE) for key, child in extra.items()}

    # -- what does not apply --

    def _otherwise(self, name: Text, shape: ItemShape, children: tuple[Item, ...]) -> None:
        may_empty = _may_empty(children)
        applies, said = "applies" in shape.written, "otherwise" in shape.written
        if shape.strange:
            return
        if applies and not said:
            self.problems.append(OtherwiseMissing(place=shape.place_of("applies"), name=name))
        elif may_empty and not said:
            self.problems.append(GroupMayEmpty(place=name.place, name=name))
        elif said and not applies and not may_empty:
            self.problems.append(AppliesMissing(place=shape.place_of("otherwise"), name=name))

    # -- requirements and grades --

    def _requires(
        self, shape: ItemShape, path: str, points: Fraction | None, least: Fraction
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

    def _grades(self, shape: ItemShape, points: Fraction | None, least: Fraction) -> Grades | None:
        """The grades of an item, which must cover everything that it can score."""
        if not shape.grades:
            return None
        words = grade_words(shape.grades)
        given = {key: held for key, held in shape.grades.items() if key not in words.values()}
        rest = {key: LINE.read(held, key, self.problems) for key, held in given.items()}
        intervals, problems = bands.read_intervals(held for held in rest.values() if held is not None)
        whole = len(intervals) == len(rest) and rest and points is not None and least <= points
        if not problems and whole:
            own = shape.written["grades"]
            problems = bands.partition_problems(intervals, Range(least, points), own)
        on = "rounded"
        if "on" in words:
            on = GRADES_READ.read(shape.grades[words["on"]], words["on"], problems) or on
        else:
            problems.append(GradesUnread(place=shape.place_of("grades"), name=shape.written["grades"]))
        self.problems += problems
        pairs = zip(rest, intervals, strict=False)
        grades = tuple(Grade(str(key), held, key.place) for key, (_, held) in pairs)
        override = self._override(shape, words, [str(key) for key in rest])
        quota = self._quota(shape, words, grades)
        return Grades(on, grades, override, quota)  # type: ignore[arg-type]  # one of the two words

    def _quota(
        self, shape: ItemShape, words: Mapping[str, Text], grades: tuple[Grade, ...]
    ) -> tuple[Quota, ...]:
        key = words.get("quota")
        if key is None or shape.grades is None:
            return ()
        if "rubric" not in shape.written:
            keys = {"key": "quota", "zh_key": "名额", "zh_why": "名额按整张表的总分来定"}
            keys["en_why"] = "a quota goes by the total of the whole table"
            self.problems.append(QuotaBelow(place=key.place, name=shape.under, **keys))
        lines = Several(Shaped(lambda: QuotaShape)).read(shape.grades[key], key, self.problems) or ()
        for line in lines:
            if line.grade not in [grade.name for grade in grades]:
                self._unknown(line.grade, "等级", "grade", [grade.name for grade in grades])
        found, problems = read_quotas(lines, grades, self.book)
        self.problems += problems
        return found

    def _override(
        self, shape: ItemShape, words: Mapping[str, Text], known: list[str]
    ) -> tuple[Override, ...]:
        key = words.get("override")
        if key is None or shape.grades is None:
            return ()
        lines = Several(Shaped(lambda: OverrideShape)).read(shape.grades[key], key, self.problems) or ()
        reader = self.book.reader("", None)
        whens = conditions(((line.when, line.because) for line in lines), reader)
        self.problems += reader.problems
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
                known_zh=f"可选：{'、'.join(known)}。" if known else f"评分表没有声明任何{zh}。",
                known_en=f"Known: {', '.join(known)}." if known else f"The rubric declares no {en}.",
                near_zh=near_zh,
                near_en=near_en,
            )
        )

    # -- each --

    def _each(self, each: EachShape, shape: ItemShape, path: str) -> Each | None:
        tables = {name: fact for name, fact in self.book.facts.items() if fact.type == "table"}
        table = tables.get(each.table)
        if table is None:
            if not self.book.doubtful(each.table):
                self._unknown(each.table, "表", "table", list(tables))
            return None
        if each.name not in table.columns and not self.book.doubtful(each.table):
            self._unknown(each.name, "列", "column", list(table.columns))
        reader = self.book.row_reader(path, table)
        where = conditions([(each.where, None)], reader)[0] if each.where is not None else None
        points = reader.formula(each.points)
        rules = self._row_rules(shape, reader)
        self.problems += reader.problems
        if_empty: Any = each.if_empty
        return Each(str(each.table), where, str(each.name), points, if_empty, rules, shape.place_of("each"))

    def _row_rules(self, shape: ItemShape, reader: Reader) -> tuple[tuple[Condition | None, Any], ...]:
        name = shape.under
        if "rules" not in shape.written:
            rule = self._row_rule(shape, reader, name)
            return () if rule is None else ((None, rule),)
        if rules_of(shape):
            held = ["rules", *rules_of(shape)]
            chinese = "、".join(f"“{chinese_key(one, shape)}”" for one in held)
            place, english = shape.place_of(held[1]), " and ".join(held)
            reader.problems.append(OneRule(place=place, name=name, found_zh=chinese, found_en=english))
        lines = shape.rules or ()
        if "rules" not in shape.broken and len(lines) == len(shape.contents["rules"]):
            reader.problems += cases.otherwise_problems(lines)
        found: list[tuple[Condition | None, Any]] = []
        for line in lines:
            held_rule: RuleShape | None = line if line.otherwise is None else line.otherwise
            both = line.otherwise is not None and (line.when is not None or rules_of(line))
            neither = line.otherwise is None and line.when is None and line is not lines[-1]
            if both or neither or held_rule is None:
                if not line.doubtful:
                    reader.problems.append(RowRuleUnclear(place=line.place))
                continue
            if line.otherwise is None and line.when is None:
                continue  # the last line, told to be no otherwise
            when = conditions([(line.when, None)], reader)[0] if line.when is not None else None
            rule = self._row_rule(held_rule, reader, line.under)
            if rule is not None:
                found.append((when, rule))
        return tuple(found)

    def _row_rule(self, shape: RuleShape, reader: Reader, name: Text) -> Any:
        wrong = rule_problems(name, shape, ROW_RULES)
        if wrong:
            reader.problems += wrong
            return None
        rule = lower_rule(shape, reader)
        return None if rule is None else leaf(rule, None, reader, reader.path, named("points"))


def _may_empty(children: tuple[Item, ...]) -> bool:
    """Whether nothing may be left that the points of the items of a group could go to."""
    counted = [child for child in children if not child.bonus]
    return any(_moves(child) for child in counted) and all(
        _may_leave(child) or _moves(child) for child in counted
    )


def _may_leave(item: Item) -> bool:
    """Whether an item may not apply, by its own condition or because nothing is left of it."""
    return item.applies is not None or _may_empty(item.items)


def _moves(item: Item) -> bool:
    """Whether an item's points go to its siblings where it does not apply."""
    empty = item.each.if_empty if item.each is not None else None
    return "redistribute" in (item.otherwise if _may_leave(item) else None, empty)


def _combine(shape: ItemShape) -> Combine:
    if isinstance(shape.combine, CombineShape):
        return "formula"
    return shape.combine or "sum"  # type: ignore[return-value]  # one of the words that the shape admits


def _with_lost(reader: Reader) -> Any:
    return Scope(Layered({"lost": NUMBER}, reader.scope.names), reader.scope.items, reader.scope.tables)
