"""Witness: facts within their declared ranges for which something is shown to happen."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from rubric.formula import names_of
from rubric.number import show, show_percent
from rubric.range import ONE, ZERO, Range, on_grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rubric.audit.reading import Reading
    from rubric.audit.scopes import Scope
    from rubric.audit.survey import Survey
    from rubric.formula import Bound
    from rubric.model import Fact

MOST: Final = 400
FULL: Final = 3
FEW: Final = 5
LARGE: Final = Fraction(1_000_000)

Given = dict[str, "Bound"]


def find(
    reading: Reading, tree: ast.expr, scope: Scope, over: ast.expr, holds: Callable[[Survey, Bound], bool]
) -> Given | None:
    """Facts read by ``over`` for which ``holds`` is said of a walk over ``tree``; None where none was found.

    What holds of the walk holds whatever the other facts are: so a find is a proof, and to find none is not.
    """
    facts = facts_of(reading, over, scope)
    if not facts:
        return None
    for given in islice(_assignments(facts, _constants(reading, over)), MOST):
        survey = reading.survey(scope, given)
        if survey.possible and holds(survey, survey.of(tree)):
            return given
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


def _constants(reading: Reading, tree: ast.expr) -> tuple[Fraction, ...]:
    trees = [
        tree,
        *(reading.rubric.values[n].lowered.expr for n in names_of(tree) if n in reading.rubric.values),
    ]
    held: list[object] = [n.value for one in trees for n in ast.walk(one) if isinstance(n, ast.Constant)]
    return tuple(dict.fromkeys(value for value in held if isinstance(value, Fraction)))


def _assignments(facts: Mapping[str, Fact], constants: Iterable[Fraction]) -> Iterator[Given]:
    """Every combination while the facts are few; with more, a small, a middle and a large one;
    with many, each in turn against one choice of all others."""
    choices = {name: _candidates(fact, constants) for name, fact in facts.items()}
    if len(facts) <= FULL:
        yield from (dict(zip(choices, held, strict=True)) for held in product(*choices.values()))
        return
    if len(facts) <= FEW:
        ends = [tuple(dict.fromkeys((held[0], held[len(held) // 3], held[-1]))) for held in choices.values()]
        yield from (dict(zip(choices, held, strict=True)) for held in product(*ends))
    for at in (0, 1, -1):
        base = {name: held[min(at, len(held) - 1)] for name, held in choices.items()}
        yield base
        for name, held in choices.items():
            yield from ({**base, name: one} for one in held)


def _candidates(fact: Fact, constants: Iterable[Fraction]) -> tuple[Bound, ...]:
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
