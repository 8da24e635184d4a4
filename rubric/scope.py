"""The names of a rubric: what each is, what it can be, and the values, read when they are first needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rubric.forms import chinese_key
from rubric.formula import (
    NUMBER,
    RESERVED,
    TEXT,
    YES_NO,
    Choice,
    Layered,
    MaybeUndefined,
    Scope,
    TableBound,
    enclose,
)
from rubric.keywords import WORDS, canonical_key
from rubric.model import Fact, Rounding, Value
from rubric.number import fold, show
from rubric.place import Text
from rubric.range import Range, written_ends
from rubric.rules.base import Lowered
from rubric.rules.problems.figures import (
    ChoiceTwice,
    FactUnclear,
    ModeMissing,
    NoColumns,
    NotItsKind,
    StepNotAbove,
    TableInTable,
)
from rubric.rules.problems.intervals import BareInterval
from rubric.rules.problems.items import Circular, FormulaWord, NameTaken, NotAFormulaName
from rubric.rules.reader import Reader, call, constant
from rubric.shape import FORMULA_RULES
from rubric.worth import lower_rule, rule_problems, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rubric.forms import Shape
    from rubric.formula import Bound, Kind
    from rubric.place import Source
    from rubric.problems import Problem
    from rubric.shape import FactShape, ValueShape

DEEPEST: Final = 60
SHARES: Final = {"%": 100, "‰": 1000}
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?(?!\s*[%‰])(?![0-9.])")
_NUMBERS: Final = ("number", "integer")
_ONLY: Final[Mapping[str, tuple[str, ...]]] = {
    "choices": ("choice",),
    "columns": ("table",),
    "unit": _NUMBERS,
    "range": _NUMBERS,
    "step": _NUMBERS,
}
_NEEDED: Final = {"choice": "choices", "table": "columns"}


def read_fact(name: Text, shape: FactShape | None, problems: list[Problem]) -> Fact:
    """A declared fact; one that could not be read is any number, so that nothing follows from it."""
    problems += name_problems(name)
    if shape is None:
        return Fact(str(name), "number", place=name.place)
    problems += _unclear(name, shape)
    columns = {str(k): read_fact(k, held, problems) for k, held in (shape.columns or {}).items()}
    return Fact(
        name=str(name),
        type=shape.type,  # type: ignore[arg-type]  # one of the words that the shape admits
        unit=shape.unit,
        range=shape.range,
        source=shape.source,
        note=shape.note,
        place=name.place,
        label=shape.label,
        choices=tuple(str(one) for one in shape.choices),
        step=shape.step.value if shape.step is not None else None,
        optional=shape.optional,
        scope=shape.scope,
        period=shape.period,
        columns=columns,
    )


def name_problems(name: Text) -> list[Problem]:
    """What keeps a name from standing in a formula."""
    if name in RESERVED:
        return [FormulaWord(place=name.place, name=name)]
    if not name.isidentifier():
        instead = re.sub(r"\W+", "_", name).strip("_")
        instead = instead if instead.isidentifier() else f"_{instead}"
        return [NotAFormulaName(place=name.place, name=name, instead=instead)]
    return []


def _unclear(name: Text, shape: FactShape) -> Iterator[Problem]:
    """What is wrong with keys that do not go together, each where it stands."""
    if "type" in shape.broken:
        return
    for key, types in _ONLY.items():
        if key in shape.written and shape.type not in types:
            yield _not_its_kind(name, shape, key, types)
    yield from _left_out(name, shape)
    for at, choice in enumerate(shape.choices):
        if choice in shape.choices[:at]:
            yield ChoiceTwice(place=choice.place, name=name, found=choice)
    if shape.step is not None and shape.step.value <= 0:
        yield StepNotAbove(place=shape.value_place("step"), name=name, found=str(shape.contents["step"]))
    for column, held in (shape.columns or {}).items():
        if held is not None and held.type == "table":
            yield TableInTable(place=column.place, name=column)
    if shape.type in _NUMBERS:
        yield from bare_range(name, shape, shape.unit)


def _left_out(name: Text, shape: FactShape) -> Iterator[Problem]:
    """What a type needs and does not have; a key that nobody knows may be it."""
    key = lacking(shape)
    if key is not None and key not in shape.broken and not shape.strange:
        kind = FactUnclear if key == "choices" else NoColumns
        yield kind(place=shape.value_place("type"), name=name)


def lacking(shape: FactShape) -> str | None:
    """The key that a fact's type needs and that it does not have."""
    key = _NEEDED.get(shape.type)
    return key if key is not None and not getattr(shape, key) else None


def _not_its_kind(name: Text, shape: FactShape, key: str, types: tuple[str, ...]) -> Problem:
    chinese = {word: zh for zh, word in WORDS.items()}
    return NotItsKind(
        place=shape.place_of(key),
        name=name,
        key=key,
        zh_key=chinese_key(key, shape),
        due_zh="或".join(chinese[kind] for kind in types),
        due_en=" or ".join(types),
    )


def bare_range(name: Text, shape: Shape, unit: str | None) -> Iterator[Problem]:
    """A range in bare numbers for what is counted in a share: it has two readings."""
    text = shape.contents.get("range")
    ends = written_ends(text) if unit in SHARES and isinstance(text, Text) else None
    bare = [end for end in ends or () if end is not None and end.value and not end.sign]
    if not bare or unit is None or not isinstance(text, Text):
        return
    one = _NUMBER.sub(lambda number: number[0] + unit, fold(text))
    other = _NUMBER.sub(lambda number: show(Fraction(number[0]) * SHARES[unit]) + unit, fold(text))
    yield BareInterval(place=text.place, name=name, sign=unit, found=str(text), one=one, other=other)


def kind_of(fact: Fact) -> Kind:
    """What a fact is in a formula."""
    if fact.type == "choice":
        return Choice(fact.choices)
    return {"yes_no": YES_NO, "text": TEXT}.get(fact.type, NUMBER)  # type: ignore[return-value]


def bound_of(fact: Fact) -> Bound:
    """Everything that a fact can be."""
    if fact.type == "choice":
        return frozenset(fact.choices)
    if fact.type in ("yes_no", "text"):
        return None
    return fact.range or Range.whole()


class Names(Mapping[str, Any]):
    """The kinds of all names. A value is read the first time that somebody asks for it."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def __getitem__(self, name: str) -> Kind:
        fact = self.book.facts.get(name)
        if fact is not None:
            if fact.type == "table":
                raise KeyError(name)
            return kind_of(fact)
        if name == "points":
            return NUMBER
        if name in self.book.shapes:
            return self.book.kind(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        yield from (name for name, fact in self.book.facts.items() if fact.type != "table")
        yield from self.book.shapes
        yield "points"

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Book:
    """Everything that the formulas of one rubric may name."""

    def __init__(
        self,
        facts: dict[str, Fact],
        shapes: Mapping[Text, ValueShape | Text | None],
        items: Mapping[str, Range],
        rounding: Rounding | None,
        beside: Callable[[Text], Source | None],
        doubts: Iterable[str] = (),
        *,
        rounds_nothing: bool = True,
    ) -> None:
        # What is declared wrongly, and every value that rests on it.
        self.doubts, self.rounds_nothing = set(doubts), rounds_nothing
        self.facts, self.rounding, self.beside = facts, rounding, beside
        self.shapes = {str(name): (name, shape) for name, shape in shapes.items()}
        self.items = items
        self.problems: list[Problem] = []
        self.values: dict[str, Value] = {}
        self.kinds: dict[str, Kind] = {}
        self.bounds: dict[str, Bound] = {}
        self.reading: list[str] = []
        self.scored: set[str] = set()
        # Called before the fact of a name is looked at: one that stands for all subjects may be unread yet.
        self.settle: Callable[[str], None] = lambda _: None
        tables = {name: fact for name, fact in facts.items() if fact.type == "table"}
        columns = {
            name: {c: kind_of(held) for c, held in fact.columns.items()} for name, fact in tables.items()
        }
        self.scope = Scope(Names(self), items, columns)
        self.tables = {
            name: TableBound({c: bound_of(held) for c, held in fact.columns.items()})
            for name, fact in tables.items()
        }

    def reader(self, path: str, points: Fraction | None, least: Fraction = Fraction(0)) -> Reader:
        """The scope of an item with these points."""

        def bound(name: str) -> Bound:
            if name == "points":
                return Range.whole() if points is None else Range.point(points)
            return self.bound(name)

        return Reader(
            path,
            points,
            self.scope,
            bound,
            self.facts,
            self.tables,
            least,
            beside=self.beside,
            scored=self.scored,
            doubtful=self.doubtful,
        )

    def row_reader(self, path: str, table: Fact) -> Reader:
        """The scope of the rows of a table: its columns are names, and hide others of that name."""
        columns = {name: kind_of(fact) for name, fact in table.columns.items()}
        scope = Scope(Layered(columns, self.scope.names), self.items, self.scope.tables)

        def bound(name: str) -> Bound:
            column = table.columns.get(name.removeprefix("known:"))
            if column is not None:
                return None if name.startswith("known:") else bound_of(column)
            return Range(Fraction(0), None, lo_open=True) if name == "points" else self.bound(name)

        facts = {**self.facts, **table.columns}

        def doubtful(name: str) -> bool:
            return self.doubtful(table.name if name in table.columns else name)

        return Reader(
            path,
            None,
            scope,
            bound,
            facts,
            self.tables,
            beside=self.beside,
            scored=self.scored,
            doubtful=doubtful,
        )

    def doubtful(self, name: str) -> bool:
        """Whether a name is declared wrongly, or rests on one that is."""
        if name in self.shapes and name not in self.facts:
            self.kind(name)
        return name in self.doubts

    def bound(self, name: str) -> Bound:
        """Everything that a name can be: ``known:NAME`` and ``score:ITEM`` too."""
        if name.startswith("known:"):
            return None
        if name.startswith("score:"):
            return self._item(name.removeprefix("score:"))
        self.settle(name)
        fact = self.facts.get(name)
        if fact is not None:
            return bound_of(fact)
        if name in self.shapes:
            self.kind(name)
            return self.bounds.get(name, Range.whole())
        return None if "/" in name else Range.whole()  # an element of a checklist, or a judged share

    def _item(self, name: str) -> Bound:
        found = self.items.get(name)
        ends = [held for path, held in self.items.items() if path.endswith(f"/{name}")]
        return found or (ends[0] if ends else Range.whole())

    def kind(self, name: str) -> Kind:
        """What a value is; reads it where nobody has yet."""
        if name not in self.kinds:
            written, shape = self.shapes[name]
            if name in self.reading or len(self.reading) > DEEPEST:
                way = " → ".join(
                    [*self.reading[self.reading.index(name) if name in self.reading else 0 :], name]
                )
                self.problems.append(Circular(place=written.place, name=name, way=way[:200]))
                self.kinds[name] = NUMBER
                self.doubts.update(self.reading)
                return NUMBER
            self.reading.append(name)
            kind = self._value(written, shape)
            self.reading.pop()
            self.kinds.setdefault(name, kind)
        return self.kinds[name]

    def read_values(self) -> None:
        """Read every value that no formula has asked for."""
        for name, (written, _) in self.shapes.items():
            self.problems += name_problems(written)
            if name in self.facts:
                self.problems.append(NameTaken(place=written.place, name=name))
            self.kind(name)

    def _value(self, name: Text, shape: ValueShape | Text | None) -> Kind:
        if shape is None:
            return NUMBER
        reader = self.reader(str(name), None)
        reader.shares = False
        lowered, kind = self._lowered(name, shape, reader)
        self.problems += reader.problems
        plain = None if isinstance(shape, Text) else shape
        if reader.problems or lowered is None or (plain is not None and plain.doubtful):
            self.doubts.add(str(name))
        if lowered is None:
            return NUMBER
        if not reader.sure(lowered.expr):
            self.doubts.add(str(name))
        if plain is not None:
            self.problems += bare_range(name, plain, plain.unit)
            lowered = self._rounded(name, plain, lowered)
        self.values[str(name)] = Value(
            str(name),
            lowered,
            unit=plain.unit if plain else None,
            places=int(plain.places.value) if plain and plain.places else None,
            range=plain.range if plain else None,
            place=name.place,
        )
        self.bounds[str(name)] = None if kind == YES_NO else self._enclosed(lowered, plain)
        return kind

    def _lowered(self, name: Text, shape: ValueShape | Text, reader: Reader) -> tuple[Lowered | None, Kind]:
        if not isinstance(shape, Text):
            wrong = rule_problems(name, shape, FORMULA_RULES)
            if wrong or shape.formula is None:
                reader.problems += wrong
                return (None if wrong or not rules_of(shape) else lower_rule(shape, reader)), NUMBER
        text = shape if isinstance(shape, Text) else shape.formula
        assert text is not None  # a text is its formula
        tree, kind = reader.typed(text)
        return Lowered("formula", tree, str(text), quantity=tree, place=text.place), kind or NUMBER

    def _rounded(self, name: Text, shape: ValueShape, lowered: Lowered) -> Lowered:
        if shape.places is None:
            return lowered
        if self.rounding is None:
            if self.rounds_nothing:
                self.problems.append(ModeMissing(place=shape.place_of("places"), name=name))
            return lowered
        shift = {"%": 2, "‰": 3}.get(shape.unit or "", 0)
        places = constant(shape.places.value + shift)
        expr = call("round", lowered.expr, places, constant(self.rounding.mode))
        return Lowered(
            lowered.rule, expr, lowered.text, lowered.quantity, lowered.branches, place=lowered.place
        )

    def _enclosed(self, lowered: Lowered, shape: ValueShape | None) -> Bound:
        if shape is not None and shape.range is not None:
            return shape.range
        try:
            return enclose(lowered.expr, self.bound, tables=self.tables)
        except (MaybeUndefined, KeyError):
            # Where it has a value at all, that value can be any.
            return Range.whole()


def grade_words(keys: Mapping[Text, Any]) -> dict[str, Text]:
    """The keys of grades that are words of the language, by their English form."""
    fields = frozenset(("on", "override", "quota"))
    found = {canonical_key(key, fields): key for key in keys}
    return {word: key for word, key in found.items() if word in fields}
