"""The names of a rubric: what each is, everything it can be, and the values, read when they are first needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

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
from rubric.keywords import canonical_key
from rubric.model import Fact, Rounding, Value
from rubric.place import Text
from rubric.range import Range
from rubric.rules.base import Lowered
from rubric.rules.problems import Circular, FactUnclear, ModeMissing, NameTaken, OneRule
from rubric.rules.reader import Reader, call, constant
from rubric.shape import FORMULA_RULES
from rubric.worth import lower_rule, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rubric.formula import Bound, Kind
    from rubric.place import Source
    from rubric.problems import Problem
    from rubric.shape import FactShape, ValueShape

DEEPEST: Final = 60


def read_fact(name: Text, shape: FactShape | None, problems: list[Problem]) -> Fact:
    """A declared fact; one that could not be read is any number, so that nothing follows from it."""
    if not name.isidentifier() or name in RESERVED:
        problems.append(NameTaken(place=name.place, name=name))
    if shape is None:
        return Fact(str(name), "number", place=name.place)
    if (why := _unclear(shape)) is not None:
        problems.append(FactUnclear(place=name.place, name=name, zh_why=why[0], en_why=why[1]))
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


def _unclear(shape: FactShape) -> tuple[str, str] | None:
    numeric = shape.type in ("number", "integer")
    if (shape.type == "choice") != bool(shape.choices):
        return "选项类的事实写“选项”，别的不写", "choices stand with type choice, and only there"
    if len(set(shape.choices)) != len(shape.choices):
        return "选项有重复", "a choice stands twice"
    if (shape.type == "table") != bool(shape.columns):
        return "表写“列”，别的不写", "columns stand with type table, and only there"
    if not numeric and (shape.range is not None or shape.unit is not None or shape.step is not None):
        return "只有数值才有单位、范围和精度", "only numbers have a unit, a range and a step"
    if shape.step is not None and shape.step.value <= 0:
        return "精度须大于 0", "the step must be above 0"
    if any(held is not None and held.type == "table" for held in (shape.columns or {}).values()):
        return "表里不能再有表", "a table cannot hold a table"
    return None


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
        facts: Mapping[str, Fact],
        shapes: Mapping[Text, ValueShape | Text | None],
        items: Mapping[str, Range],
        rounding: Rounding | None,
        beside: Callable[[Text], Source | None],
    ) -> None:
        self.facts, self.rounding, self.beside = facts, rounding, beside
        self.shapes = {str(name): (name, shape) for name, shape in shapes.items()}
        self.items = items
        self.problems: list[Problem] = []
        self.values: dict[str, Value] = {}
        self.kinds: dict[str, Kind] = {}
        self.bounds: dict[str, Bound] = {}
        self.reading: list[str] = []
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

        return Reader(path, points, self.scope, bound, self.facts, self.tables, least, beside=self.beside)

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
        return Reader(path, None, scope, bound, facts, self.tables, beside=self.beside)

    def bound(self, name: str) -> Bound:
        """Everything that a name can be: ``known:NAME`` and ``score:ITEM`` too."""
        if name.startswith("known:"):
            return None
        if name.startswith("score:"):
            return self._item(name.removeprefix("score:"))
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
                return NUMBER
            self.reading.append(name)
            kind = self._value(written, shape)
            self.reading.pop()
            self.kinds.setdefault(name, kind)
        return self.kinds[name]

    def read_values(self) -> None:
        """Read every value that no formula has asked for."""
        for name, (written, _) in self.shapes.items():
            if not name.isidentifier() or name in RESERVED or name in self.facts:
                self.problems.append(NameTaken(place=written.place, name=name))
            self.kind(name)

    def _value(self, name: Text, shape: ValueShape | Text | None) -> Kind:
        if shape is None:
            return NUMBER
        reader = self.reader(str(name), None)
        reader.shares = False
        lowered, kind = self._lowered(name, shape, reader)
        self.problems += reader.problems
        if lowered is None:
            return NUMBER
        plain = None if isinstance(shape, Text) else shape
        if plain is not None:
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
        text = shape if isinstance(shape, Text) else shape.formula
        if text is not None:
            tree, kind = reader.typed(text)
            return Lowered("formula", tree, str(text), quantity=tree, place=text.place), kind or NUMBER
        assert not isinstance(shape, Text)  # a text is its formula
        rules = rules_of(shape)
        if len(rules) != 1 or rules[0] not in FORMULA_RULES:
            if not shape.broken:
                reader.problems.append(OneRule(place=name.place, name=name, count=len(rules)))
            return None, NUMBER
        return lower_rule(shape, reader), NUMBER

    def _rounded(self, name: Text, shape: ValueShape, lowered: Lowered) -> Lowered:
        if shape.places is None:
            return lowered
        if self.rounding is None:
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
    fields = frozenset(("on", "override"))
    found = {canonical_key(key, fields): key for key in keys}
    return {word: key for word, key in found.items() if word in fields}
