"""Witness: facts within their declared ranges for which something is shown to happen."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Final

from rubric.formula import names_of
from rubric.number import show, show_percent
from rubric.range import ONE, ZERO, Range, on_grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Scope
    from rubric.audit.survey import Survey
    from rubric.formula import Bound
    from rubric.model import Fact

MOST: Final = 300
FULL: Final = 3
FEW: Final = 5
LARGE: Final = Fraction(1_000_000)

Given = dict[str, "Bound"]


def find(
    reading: Reading,
    tree: ast.expr,
    scope: Scope,
    over: ast.expr,
    holds: Callable[[Survey, Bound], bool | None],
) -> Given | None:
    """Facts read by ``over`` for which ``holds`` is said of a walk over ``tree``; None where none was found.

    What holds of the walk holds whatever the other facts are: so a find is a proof, and to find none is not.
    ``holds`` is False where it cannot hold whatever else is said, and None where it still may.
    """
    facts = facts_of(reading, over, scope)
    if not facts:
        return None

    def said(given: Given) -> bool | None:
        survey = reading.survey(scope, given)
        return holds(survey, survey.of(tree)) if survey.possible else False

    constants = cuts(reading, (over,))
    if len(facts) > FEW:
        return next((one for one in islice(_in_turn(facts, constants), MOST) if said(one)), None)
    return _step_by_step(_choices(facts, constants), said)


def _step_by_step(
    choices: Mapping[str, tuple[Bound, ...]], said: Callable[[Given], bool | None]
) -> Given | None:
    """One fact after the other: where nothing can come of those that are chosen, the others are not tried."""
    names = list(choices)
    waiting: list[Given] = [{}]
    for _ in range(MOST):
        if not waiting:
            break
        given = waiting.pop()
        found = said(given)
        if found:
            return given
        if found is None and len(given) < len(names):
            name = names[len(given)]
            waiting += [{**given, name: one} for one in reversed(choices[name])]
    return None


def facts_of(reading: Reading, tree: ast.expr, scope: Scope) -> dict[str, Fact]:
    """The facts that a tree reads, through the values that it names; columns of its row too."""
    found: dict[str, Fact] = {}
    known = _known(reading, scope)
    columns = {n: f.columns.keys() for n, f in reading.rubric.facts.items() if f.columns}
    seen: set[str] = set()
    trees = [tree]
    while trees:
        for name in names_of(trees.pop(), columns):
            if name in known:
                found[name] = known[name]
            elif name in reading.rubric.values and name not in seen:
                seen.add(name)
                trees.append(reading.rubric.values[name].lowered.expr)
    return found


def example(reading: Reading, given: Given, scope: Scope) -> tuple[str, str]:
    """The facts of a find as a reader writes them, in both languages."""
    known = _known(reading, scope)
    shown = [(name, *_shown(known[name], held)) for name, held in given.items()]
    zh, en = (
        [f"{name} = {one}" if one else name for name, *both in shown for one in [both[i]]] for i in (0, 1)
    )
    return "，".join(zh), ", ".join(en)


def _known(reading: Reading, scope: Scope) -> dict[str, Fact]:
    """The facts in scope. A column that only a function over rows reads goes by its name as well."""
    facts = reading.rubric.facts
    rows = {
        name: column
        for fact in facts.values()
        for name, column in fact.columns.items()
        if name not in reading.rubric.values
    }
    return {**rows, **facts, **(scope.table.columns if scope.table is not None else {})}


def _shown(fact: Fact, held: Bound) -> tuple[str, str]:
    if isinstance(held, Range) and held.lo is not None:
        text = show_percent(held.lo) if fact.unit == "%" else show(held.lo)
        return text, text
    if isinstance(held, bool):
        return ("是", "yes") if held else ("否", "no")
    if isinstance(held, frozenset):
        return "、".join(held), ", ".join(held)
    return "空表", "empty"


def cuts(reading: Reading, trees: Sequence[ast.expr]) -> tuple[Fraction, ...]:
    """The numbers that stand in trees and in the values that they name: there something may change."""
    values = reading.rubric.values
    named = [values[n].lowered.expr for tree in trees for n in names_of(tree) if n in values]
    held: list[object] = [
        n.value for one in (*trees, *named) for n in ast.walk(one) if isinstance(n, ast.Constant)
    ]
    return tuple(dict.fromkeys(value for value in held if isinstance(value, Fraction)))


def _choices(facts: Mapping[str, Fact], constants: Sequence[Fraction]) -> dict[str, tuple[Bound, ...]]:
    """What each of a few facts may be; with more than three of them a small, a middle and a large figure."""
    choices = {name: candidates(fact, constants) for name, fact in facts.items()}
    if len(facts) <= FULL:
        return choices
    return {
        name: tuple(dict.fromkeys((held[0], held[len(held) // 3], held[-1])))
        for name, held in choices.items()
    }


def _in_turn(facts: Mapping[str, Fact], constants: Sequence[Fraction]) -> Iterator[Given]:
    """With many facts, each in turn against one choice of all others."""
    choices = {name: candidates(fact, constants) for name, fact in facts.items()}
    for at in (0, 1, -1):
        base = {name: held[min(at, len(held) - 1)] for name, held in choices.items()}
        yield base
        for name, held in choices.items():
            yield from ({**base, name: one} for one in held)


def candidates(fact: Fact, constants: Iterable[Fraction]) -> tuple[Bound, ...]:
    """What a fact may be, in a few choices: small numbers first, and the ends of what is possible."""
    if fact.type == "choice":
        return tuple(frozenset((word,)) for word in fact.choices)
    if fact.type == "yes_no":
        return (False, True)
    if fact.type not in ("number", "integer"):
        return (None,)
    held = fact.range or Range.whole()
    step = fact.step or (ONE if fact.type == "integer" else None)
    ends = [end for end in (held.lo, held.hi) if end is not None]
    middle = [sum(ends, ZERO) / 2] if len(ends) == 2 else [end + by for end in ends for by in (ONE, -ONE)]
    wide = [LARGE if held.hi is None else held.hi, -LARGE if held.lo is None else held.lo]
    few = [Fraction(2), Fraction(10)] if len(ends) < 2 else []
    several = dict.fromkeys((ZERO, *ends, ONE, *list(constants)[:3], *middle, *few, *wide))
    # Small numbers first: an example is the plainer for them.
    fitting = sorted((x for x in several if held.contains(x) and _on(x, step)), key=lambda x: (abs(x), x))
    return tuple(Range.point(x) for x in fitting) or (held,)


def _on(x: Fraction, step: Fraction | None) -> bool:
    return step is None or on_grid(Range.point(x), step) is not None
