"""Unknowns: one set of facts of a rubric of which nothing is known but what it declares, as terms."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.proof import smt
from engine.proof.smt_functions import within
from engine.proof.smt_known import Known
from engine.proof.smt_opaque import Opaques
from engine.proof.smt_terms import Translator
from engine.questions.names import read_by
from rubric.formula import MaybeUndefined, TableBound, enclose
from rubric.formula.check import items_of
from rubric.range import Range
from rubric.rules.judgement import JUDGED
from rubric.scope import bound_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping

    from engine.proof.smt import Sheet, Term
    from engine.proof.smt_known import Names
    from rubric.formula import Bound
    from rubric.model import Fact, Item, Rubric

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)


class Unknowns:
    """Every fact, element and judgement of a rubric as an unknown of the solver, made when it is first read.

    ``counts`` says how many rows each table has; one that it leaves out may have any number, and is then
    known by the ranges of its columns only. ``like`` is another set of facts that this one equals but for
    the facts ``changed``. ``score`` gives the term of an item's score.
    """

    def __init__(
        self,
        rubric: Rubric,
        sheet: Sheet,
        counts: Mapping[str, int],
        *,
        lenient: frozenset[str] = frozenset(),
        like: Unknowns | None = None,
        changed: frozenset[str] = frozenset(),
    ) -> None:
        self.rubric, self.sheet, self.counts, self.like, self.changed = rubric, sheet, counts, like, changed
        self.opaques: Opaques = like.opaques if like is not None else Opaques(sheet)
        self.tag = "" if like is None else "'"
        self.variables: dict[str, tuple[Term, Fact | None]] = {}
        self.numbers: dict[str, Term] = {}
        self.rows: dict[str, list[dict[str, Known]]] = {}
        self.score: Callable[[str], Known] | None = None
        self._values: dict[str, Known] = {}
        self._items: dict[str, Translator] = {}
        self._depends: dict[int, bool] = {}
        self.lenient = lenient
        self.translator = self._translator(self.name, self.bound)

    # -- translators --

    def _translator(self, names: Names, bound: Callable[[str], Bound]) -> Translator:
        shared = None
        if self.like is not None and names == self.name:
            shared = (self.like.translator, self.depends)
        return Translator(
            self.sheet,
            names,
            self.table,
            self.opaques,
            lambda tree, nonempty: self._enclosed(tree, bound, nonempty),
            shared,
            self.lenient,
        )

    def of_item(self, item: Item, extra: Mapping[str, Known] | None = None) -> Translator:
        """A translator in the scope of an item: its points, its judged share, and what else is given."""
        if extra is None:
            if item.path not in self._items:
                self._items[item.path] = self._of_item(item, {})
            return self._items[item.path]
        return self._of_item(item, extra)

    def _of_item(self, item: Item, extra: Mapping[str, Known]) -> Translator:
        held = {**extra, "points": Known(smt.number(item.points))}

        def names(name: str) -> Known:
            if name == JUDGED:
                return self.judged(item)
            return held[name] if name in held else self.name(name)

        def bound(name: str) -> Bound:
            if name == "points":
                return Range.point(item.points)
            return Range.whole() if name in held else self.bound(name)

        made = self._translator(names, bound)
        if self.like is not None and not extra:
            made.shared = (self.like.of_item(item), self.depends)
        return made

    def of_row(self, cells: Mapping[str, Known], points: Known, judged: Known) -> Translator:
        """A translator in the scope of a row."""

        def names(name: str) -> Known:
            if name == "points":
                return points
            if name == JUDGED:
                return judged
            return cells[name] if name in cells else self.name(name)

        def bound(name: str) -> Bound:
            return Range.whole() if name in cells or name == "points" else self.bound(name)

        return self._translator(names, bound)

    def depends(self, tree: ast.expr) -> bool:
        """Whether a tree reads a fact that is changed."""
        found = self._depends.get(id(tree))
        if found is None:
            reads = read_by(tree, self.rubric)
            found = bool(self.changed.intersection(reads)) or bool(items_of(tree))
            self._depends[id(tree)] = found
        return found

    # -- names --

    def name(self, name: str) -> Known:
        """The term of a fact, an element, a value, ``known:NAME`` or ``score:ITEM``."""
        if name.startswith("score:"):
            assert self.score is not None  # set by who reads items
            return self.score(name.removeprefix("score:"))
        if name.startswith("known:"):
            return self._is_known(name.removeprefix("known:"))
        if name in self.rubric.values:
            return self._value(name)
        if self.like is not None and name not in self.changed:
            return self.like.name(name)
        return self._fact(name)

    def _value(self, name: str) -> Known:
        if name not in self._values:
            value = self.rubric.values[name]
            found = self.translator.known(value.lowered.expr)
            if value.range is not None:
                inside = smt.both(*within(found.value, value.range))
                found = Known(found.value, smt.both(found.defined, inside))
            self._values[name] = found
        return self._values[name]

    def _is_known(self, name: str) -> Known:
        if name in self.rubric.values:
            held = self._value(name)
            return Known(True, held.defined)
        if self.like is not None and name not in self.changed:
            return self.like._is_known(name)  # noqa: SLF001 - the same class
        return Known(self._fact(name).defined)

    def _fact(self, name: str) -> Known:
        if name not in self.variables:
            fact = self.rubric.facts.get(name)
            self.variables[name] = (self.variable(name, fact), fact)
        term, fact = self.variables[name]
        optional = fact is not None and fact.optional
        return Known(term, smt.unknown(f"known:{name}{self.tag}", "boolean") if optional else True)

    def variable(self, name: str, fact: Fact | None) -> Term:
        """A new unknown that is what the fact declares; an element of a checklist is yes or no."""
        name = name + self.tag
        if fact is None or fact.type == "yes_no":
            return smt.unknown(name, "boolean")
        if fact.type in ("choice", "text"):
            term = smt.unknown(name, "integer")
            words = [self.sheet.numbered(one) for one in fact.choices]
            self.sheet.sides.append(smt.either(*(term == one for one in words)) if words else term >= 0)
            return term
        step = fact.step or (ONE if fact.type == "integer" else None)
        if step is None:
            term = smt.unknown(name, "real")
        else:
            term = smt.real(smt.unknown(name, "integer")) * smt.number(step)
        self.sheet.sides += list(within(term, fact.range or Range.whole()))
        if fact.type == "integer" and fact.step is not None:
            self.sheet.sides.append(smt.real(self.sheet.floor(term)) == term)
        return term

    def judged(self, item: Item) -> Known:
        """The share of an item's points that a person gives."""
        name = f"{JUDGED}:{item.path}"
        if self.like is not None:
            return self.like.judged(item)
        if name not in self.numbers:
            shares = item.rule.shares if item.rule is not None else None
            self.numbers[name] = self.share(name, shares)
        return Known(self.numbers[name])

    def share(self, name: str, held: Range | None) -> Term:
        """A new share that a person may give."""
        term = smt.unknown(name + self.tag, "real")
        self.sheet.sides += list(within(term, held or Range(ZERO, ONE)))
        return term

    # -- tables --

    def table(self, name: str, outer: Names) -> list[Names] | None:
        """The rows of a table as names, None where it may have any number of them."""
        rows = self.cells(name)
        return None if rows is None else [_over(row, outer) for row in rows]

    def cells(self, name: str) -> list[dict[str, Known]] | None:
        """The columns of each row, by name and by ``known:NAME``."""
        if self.like is not None:
            return self.like.cells(name)
        if name not in self.counts:
            return None
        if name not in self.rows:
            columns = self.rubric.facts[name].columns
            self.rows[name] = [self.row(f"{name}[{n}]", columns) for n in range(self.counts[name])]
        return self.rows[name]

    def row(self, label: str, columns: Mapping[str, Fact]) -> dict[str, Known]:
        """One row of unknowns."""
        made: dict[str, Known] = {}
        for column, fact in columns.items():
            term = self.variable(f"{label}.{column}", fact)
            defined = smt.unknown(f"known:{label}.{column}", "boolean") if fact.optional else True
            made[column] = Known(term, defined)
            made[f"known:{column}"] = Known(defined)
        return made

    # -- bounds --

    def bound(self, name: str) -> Bound:
        """Everything that a name can be by its declaration."""
        if name.startswith("known:"):
            return None
        fact = self.rubric.facts.get(name)
        if fact is not None:
            return bound_of(fact)
        value = self.rubric.values.get(name)
        if value is not None:
            return self._enclosed(value.lowered.expr, self.bound)
        return Range.whole() if name.startswith(("score:", "@")) else None

    def _enclosed(self, tree: ast.expr, bound: Callable[[str], Bound], nonempty: str = "") -> Bound:
        try:
            return enclose(tree, bound, tables=tables_of(self.rubric, nonempty))
        except (MaybeUndefined, KeyError):
            return None

    # -- values --

    def wanted(self) -> dict[str, Term]:
        """What makes an example: the term of every unknown that was read."""
        wanted: dict[str, Any] = {name: term for name, (term, _) in self.variables.items()}
        wanted |= self.numbers
        for name, (_, fact) in self.variables.items():
            if fact is not None and fact.optional:
                wanted[f"known:{name}"] = smt.unknown(f"known:{name}{self.tag}", "boolean")
        for table, rows in self.rows.items():
            for n, row in enumerate(rows):
                wanted |= {
                    f"{table}[{n}].{c}": held.value for c, held in row.items() if not c.startswith("known:")
                }
                wanted |= {
                    f"known:{table}[{n}].{c}": held.defined
                    for c, held in row.items()
                    if held.defined is not True and not c.startswith("known:")
                }
        return {f"{name}{self.tag}": term for name, term in wanted.items()}


def _over(row: Mapping[str, Known], outer: Names) -> Names:
    return lambda name: row[name] if name in row else outer(name)


def tables_of(rubric: Rubric, nonempty: str = "") -> dict[str, TableBound]:
    """Everything that can be in the tables, with any number of rows, of one of them at least one."""
    return {
        name: TableBound(
            {column: bound_of(held) for column, held in fact.columns.items()}, int(name == nonempty)
        )
        for name, fact in rubric.facts.items()
        if fact.type == "table"
    }
