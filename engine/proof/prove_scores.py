"""Scores: what every item of a rubric comes to, as terms over unknown facts."""

from __future__ import annotations

import ast
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Final

from engine.group import ADDS, joining
from engine.proof import smt
from engine.proof.smt_functions import within
from engine.proof.smt_known import Known
from rubric.circles import item_path
from rubric.number import fits
from rubric.range import Range
from rubric.worth import SUM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.proof.prove_unknowns import Unknowns
    from engine.proof.smt import Term
    from engine.proof.smt_terms import Translator
    from rubric.model import Item, Rounding

ZERO: Final = Fraction(0)
MOVES: Final = ("redistribute", "rescale")


class Scores:
    """The terms of items over one set of unknown facts.

    ``rough`` says that they may differ from the engine's by a rounding, where points move: then no
    proof rests on them, only examples that are scored again.
    """

    def __init__(self, unknowns: Unknowns) -> None:
        self.unknowns, self.rubric = unknowns, unknowns.rubric
        self.items = {item.path: item for item in self.rubric.root.walk()}
        self.rough = any(_moves(item) for item in self.items.values())
        self.abstract = False
        self._done: dict[str, Known] = {}
        self._factors: dict[str, Term] = {}
        self._scales: dict[str, Fraction] = {}
        self._scale(self.rubric.root, Fraction(1))
        unknowns.score = self.named

    def named(self, name: str) -> Known:
        """The score of the item that a formula names."""
        path = item_path(name, self.items)
        assert path is not None  # the loader has looked
        return self.score(self.items[path])

    def _scale(self, item: Item, scale: Fraction) -> None:
        self._scales[item.path] = scale
        for child in item.items:
            self._scale(child, scale * child.scale)

    # -- whether an item applies --

    def applies(self, item: Item) -> Known:
        """Whether an item applies, of itself and by what it holds."""
        own = Known(True)
        if item.applies is not None:
            own = self.unknowns.translator.known(item.applies.when)
        moved = [c for c in item.items if not c.bonus and c.otherwise == "redistribute"]
        if not moved:
            return own
        states = [self.applies(child) for child in item.items if not child.bonus]
        some = smt.either(*(state.value for state in states))
        return Known(smt.both(own.value, some), smt.both(own.defined, *(s.defined for s in states)))

    # -- scores --

    def score(self, item: Item) -> Known:
        """An item's score as it is rounded, in the table's points."""
        return self._rounded(item, self.exact(item))

    def exact(self, item: Item) -> Known:
        """An item's score before it is rounded, in the table's points."""
        if item.path not in self._done:
            self._done[item.path] = self._exact(item)
        return self._done[item.path]

    def _exact(self, item: Item) -> Known:
        scale = smt.number(self._scales[item.path])
        worth = self._worth(item)
        factor = self._factor(item)
        value = worth.value * scale if factor is None else worth.value * scale * factor
        applied = self.applies(item)
        if applied.value is True:
            return Known(value, worth.defined)
        otherwise = item.otherwise or "zero"
        points = item.points if otherwise == "full" else max(ZERO, item.least)
        else_ = smt.number(ZERO if otherwise in MOVES else points) * scale
        defined = smt.choose(applied.value, worth.defined, True)
        return Known(smt.choose(applied.value, value, else_), smt.both(applied.defined, defined))

    def _worth(self, item: Item) -> Known:
        """What an item is worth on its own scale, where it applies."""
        if item.each is None and not item.items:
            return self.unknowns.of_item(item).known(item.worth.expr)
        together = self.together(item)
        if together.defined is False:
            return together
        own = self.unknowns.of_item(item, {SUM: Known(together.value)}).known(item.worth.expr)
        return Known(own.value, smt.both(together.defined, own.defined))

    def together(self, item: Item) -> Known:
        """What a group's items come to, on its own scale."""
        if item.each is not None:
            return self._rows(item)
        scale = self._scales[item.path]
        exact = self.misfit(item)
        parts = [self.exact(child) if exact else self.score(child) for child in item.items]
        parts = [Known(self._own(part.value, scale, item), part.defined) for part in parts]
        return self.joined(item, parts)

    def _own(self, value: Term, scale: Fraction, item: Item) -> Term:
        factor = self._factor(item)
        own = value * smt.number(1 / scale)
        return own if factor is None else self.unknowns.sheet.quotient(own, factor)

    def joined(self, item: Item, parts: Sequence[Known]) -> Known:
        """What the scores of its items come to together, as the group combines them."""
        defined = smt.both(*(part.defined for part in parts))
        if item.combine in ADDS:
            total = reduce(lambda a, b: a + b, (part.value for part in parts), smt.number(ZERO))
            return Known(total, defined)
        if not parts:
            return Known(smt.number(ZERO))
        named = item.combined is not None
        names = [c.name if named else f"@{n}" for n, c in enumerate(item.items)]
        tree: ast.expr = item.combined if item.combined is not None else joining(item, names)
        extra = {name: Known(part.value) for name, part in zip(names, parts, strict=True)}
        found = self.unknowns.of_item(item, extra).known(tree)
        return Known(found.value, smt.both(defined, found.defined))

    # -- rounding --

    def rounding(self, item: Item) -> Rounding | None:
        """How an item's score is rounded."""
        stages = self.rubric.rounding
        if not item.is_group:
            return stages.get("item")
        rounding = stages.get("group" if item.path else "total")
        return stages.get("item") if rounding is None and self.misfit(item) else rounding

    def misfit(self, item: Item) -> bool:
        """Whether the points of a group's items cannot be written with the decimals they are rounded to."""
        if item.combine not in ADDS or item.each is not None:
            return False
        return any(
            (places := self.places(child)) is not None
            and not fits(child.points * self._scales[child.path], places)
            for child in item.items
        )

    def places(self, item: Item) -> int | None:
        """The decimals of an item's score, None where they are not limited."""
        rounding = self.rounding(item)
        if rounding is not None or not item.is_group:
            return None if rounding is None else rounding.places
        places = [self.places(child) for child in item.items]
        return None if None in places else max((p for p in places if p is not None), default=None)

    def _rounded(self, item: Item, known: Known) -> Known:
        return self.rounded(known, self.rounding(item))

    def rounded(self, known: Known, rounding: Rounding | None) -> Known:
        """A number as a stage rounds it."""
        if rounding is None or known.defined is False:
            return known
        step = Fraction(10) ** -rounding.places
        whole = self.unknowns.sheet.rounded(known.value * smt.number(1 / step), rounding.mode)
        return Known(whole * smt.number(step), known.defined)

    # -- points that move --

    def _factor(self, item: Item) -> Term | None:
        """What moved points multiply an item's by; None where none can."""
        if not self.rough or not item.path:
            return None
        if item.path not in self._factors:
            self._factors[item.path] = self._moved(item)
        return self._factors[item.path]

    def _moved(self, item: Item) -> Term:
        parent = self.items[item.path.rpartition("/")[0]]
        above = self._factor(parent) if parent.path else self._rescaling()
        one = smt.number(Fraction(1))
        if item.bonus or parent.combine not in ADDS:
            return one if item.bonus else above
        certain, moved = [smt.number(item.points * item.scale)], []
        for other in parent.items:
            if other.bonus or other is item:
                continue
            applies, points = self.applies(other).value, smt.number(other.points * other.scale)
            certain.append(smt.choose(applies, points, smt.number(ZERO)))
            if other.otherwise == "redistribute":
                moved.append(smt.choose(applies, smt.number(ZERO), points))
        if not moved:
            return above
        own = one + self.unknowns.sheet.quotient(sum(moved[1:], moved[0]), sum(certain[1:], certain[0]))
        return smt.choose(self.applies(item).value, own * above, above)

    def _rescaling(self) -> Term:
        """What brings the whole back to its points where items left it."""
        one = smt.number(Fraction(1))
        leaving = [i for i in self.items.values() if i.otherwise == "rescale" and i.applies is not None]
        if not leaving:
            return one
        if "" not in self._factors:
            removed = [
                smt.choose(
                    self.applies(i).value, smt.number(ZERO), smt.number(i.points * self._scales[i.path])
                )
                for i in leaving
            ]
            whole = smt.number(self.rubric.root.points)
            rest = whole - sum(removed[1:], removed[0])
            self._factors[""] = self.unknowns.sheet.quotient(whole, rest)
        return self._factors[""]

    # -- rows --

    def _rows(self, item: Item) -> Known:
        each = item.each
        assert each is not None  # only groups of rows come here
        rows = self.unknowns.cells(each.table)
        if rows is None:
            self.abstract = True
            found = self.unknowns.sheet.fresh("real")
            self.unknowns.sheet.sides += list(within(found, Range(ZERO, item.points)))
            return Known(found, self.unknowns.sheet.fresh("boolean"))
        parts = [self.row(item, number, row) for number, row in enumerate(rows)]
        total = reduce(lambda a, b: a + b, (part.value for part in parts), smt.number(ZERO))
        return Known(total, smt.both(*(part.defined for part in parts)))

    def row(self, item: Item, number: int, row: Mapping[str, Known]) -> Known:
        """What a row earns in a group, 0 where the group does not take it."""
        taken = self.taken(item, row)
        arms = self.arms(item, number, row)
        value, defined = arms[-1][1].value, arms[-1][1].defined
        for when, worth in reversed(arms[:-1]):
            value = smt.choose(when.value, worth.value, value)
            defined = smt.both(when.defined, smt.choose(when.value, worth.defined, defined))
        scored = self.rounded(Known(value, defined), self.rubric.rounding.get("item"))
        defined = smt.both(taken.defined, smt.either(smt.negated(taken.value), scored.defined))
        return Known(smt.choose(taken.value, scored.value, smt.number(ZERO)), defined)

    def taken(self, item: Item, row: Mapping[str, Known]) -> Known:
        """Whether a group takes a row."""
        assert item.each is not None  # only groups of rows come here
        if item.each.where is None:
            return Known(True)
        bare = self.unknowns.of_row(row, Known(smt.number(ZERO)), Known(smt.number(ZERO)))
        return bare.known(item.each.where.when)

    def row_points(self, item: Item, row: Mapping[str, Known]) -> Known:
        """The full points of a row."""
        assert item.each is not None  # only groups of rows come here
        bare = self.unknowns.of_row(row, Known(smt.number(ZERO)), Known(smt.number(ZERO)))
        return bare.known(item.each.points)

    def arms(self, item: Item, number: int, row: Mapping[str, Known]) -> list[tuple[Known, Known]]:
        """The rules of a group's rows: when each is tried for the row, and what it earns."""
        assert item.each is not None  # only groups of rows come here
        translator = self.of_row(item, number, row)
        return [
            (Known(True) if when is None else translator.known(when.when), translator.known(worth.expr))
            for when, worth in item.each.rules
        ]

    def of_row(self, item: Item, number: int, row: Mapping[str, Known]) -> Translator:
        """A translator for one row of a group."""
        assert item.each is not None  # only groups of rows come here
        name = f"@judged:{item.path}[{number}]"
        numbers = self.unknowns.numbers
        if name not in numbers:
            numbers[name] = self.unknowns.share(name, None)
        return self.unknowns.of_row(row, self.row_points(item, row), Known(numbers[name]))


def _moves(item: Item) -> bool:
    own = item.applies is not None and item.otherwise in MOVES
    return own or (item.each is not None and item.each.if_empty in MOVES)
