"""Whole rubrics at random: items, groups and what stands around their rules."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from tests.random_rubrics.names import ONE, ZERO, Focus, Names, Quantity, chance, condition, partition
from tests.random_rubrics.nodes import (
    Formula,
    Interval,
    Key,
    Number,
    Points,
    Tree,
    Word,
    is_decimal,
    keyed,
)
from tests.random_rubrics.rules import TAKES, banded, lines, parts_of, rule

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

MODES: Final = ("half_up", "half_even", "up", "down", "ceiling", "floor")
ADDS: Final = ("sum", "weighted")
TAKES_ONE: Final = ("best", "worst", "mean", "geometric")
DEEPEST: Final = 2


@st.composite
def drafts(draw: DrawFn, *, focus: Focus = "all") -> Tree:
    """The tree of a rubric that loads; ``focus`` says what it is rich in."""
    rounding = draw(roundings())
    names = Names(draw, rounds=not isinstance(rounding, Word), focus=focus)
    points = Fraction(draw(st.sampled_from((10, 100, 5, 1, 60))))
    body = (
        _leaves_only(draw, names, points)
        if focus == "rules"
        else group(draw, names, points, 0, adds=True, above=None)
    )
    tree = keyed(rubric="随机评分表", language=draw(st.sampled_from(("zh", "en"))), points=Points(points))
    tree |= keyed(rounding=rounding)
    if any(Key("bonus") in item for _, item in items_of(body)):
        tree |= keyed(beyond_full=Word(draw(st.sampled_from(("yes", "no")))))
    checks = _checks(draw, names)
    tree |= _grades(draw, names, points)
    tree |= keyed(facts=names.facts) if names.facts else {}
    tree |= keyed(values=names.values) if names.values else {}
    return tree | checks | body


def items_of(tree: Tree, path: str = "") -> list[tuple[str, Tree]]:
    """Every item below a tree, parents first, by its path."""
    found = []
    for name, item in tree.get("items", {}).items():
        below = f"{path}/{name}" if path else name
        found += [(below, item), *items_of(item, below)]
    return found


@st.composite
def roundings(draw: DrawFn) -> Any:
    """None, one for some stages, or one a stage."""
    form = draw(st.sampled_from(("none", "one", "some")))
    if form == "none":
        return Word("none")
    stages = draw(st.lists(st.sampled_from(("item", "group", "total")), min_size=1, unique=True))
    if form == "one":
        return _rounding(draw, [Word(stage) for stage in stages])
    return [_rounding(draw, Word(stage)) for stage in stages]


def _rounding(draw: DrawFn, at: Any) -> Tree:
    places = Number(Fraction(draw(st.integers(0, 3))))
    return keyed(places=places, mode=Word(draw(st.sampled_from(MODES))), at=at)


def _checks(draw: DrawFn, names: Names) -> Tree:
    if not chance(draw, 3):
        return {}
    one, other = names.fact("amount"), names.fact("amount")
    severity = Word(draw(st.sampled_from(("error", "warning", "red_flag"))))
    tolerance = draw(st.sampled_from((Word("exact"), Word("last_digit"), Number(Fraction(1, 2)))))
    check = keyed(that=Formula(f"{one} + {other} == 10"), tolerance=tolerance, severity=severity)
    return keyed(checks={"合计": check})


# -- groups --------------------------------------------------------------------------------------------


def group(draw: DrawFn, names: Names, points: Fraction, depth: int, *, adds: bool, above: str | None) -> Tree:
    """The keys of a group. ``adds`` says that all above it do, ``above`` how the one above combines."""
    others = () if names.focus == "moves" else (*TAKES_ONE, "formula")
    combine = draw(st.sampled_from(("sum", "sum", "sum", "weighted", *others)))
    below = adds and combine in ADDS
    made = {"sum": _summed, "weighted": _weighted}.get(combine, _alike)
    children = made(draw, names, points, depth, adds=below, combine=combine)
    tree = keyed(items=children)
    if combine == "formula":
        tree |= keyed(combine=keyed(formula=Formula(_combined(draw, list(children)))))
    elif combine != "sum" or draw(st.booleans()):
        tree |= keyed(combine=Word(combine))
    if combine in ADDS and chance(draw, 4):
        _add(names, children, _bonus(draw, names, points))
    tree |= _around(draw, names, points, adds=adds, above=above, empties=may_empty(children))
    return tree | (_grades(draw, names, points) if above is not None else {})


def _leaves_only(draw: DrawFn, names: Names, points: Fraction) -> Tree:
    """Four rules beside each other, with nothing around them."""
    children: Tree = {}
    for part in parts_of(draw, points, 4):
        _add(names, children, keyed(points=Points(part)) | rule(draw, names, part))
    return keyed(items=children)


def _count(draw: DrawFn) -> int:
    return draw(st.integers(1, 4))


def _add(names: Names, children: Tree, child: Tree) -> None:
    """Give a child its name; what comes after it may read the score of a leaf."""
    name = names.item()
    children[name] = child
    if Key("items") not in child and Key("each") not in child:
        names.leaves.append(name)


def _summed(draw: DrawFn, names: Names, points: Fraction, depth: int, *, adds: bool, combine: str) -> Tree:
    children: Tree = {}
    for part in parts_of(draw, points, _count(draw)):
        body = item(draw, names, part, depth, adds=adds, above=combine)
        _add(names, children, keyed(points=Points(part)) | body)
    return children


def _weighted(draw: DrawFn, names: Names, points: Fraction, depth: int, *, adds: bool, combine: str) -> Tree:
    count = _count(draw)
    percent = draw(st.booleans())
    parts = parts_of(draw, ONE, count)
    weights = parts if percent else [Fraction(draw(st.integers(1, 4))) for _ in parts]
    children: Tree = {}
    for weight in weights:
        own = points * weight / sum(weights, ZERO)
        head = keyed(weight=Number(weight, percent))
        if draw(st.booleans()):
            own = Fraction(draw(st.sampled_from((10, 50, 100))))
            head |= keyed(points=Points(own))
        _add(names, children, head | item(draw, names, own, depth, adds=adds, above=combine))
    return children


def _alike(draw: DrawFn, names: Names, points: Fraction, depth: int, *, adds: bool, combine: str) -> Tree:
    """Children that each carry the whole points."""
    children: Tree = {}
    for _ in range(_count(draw)):
        body = item(draw, names, points, depth, adds=adds, above=combine)
        _add(names, children, keyed(points=Points(points)) | body)
    return children


def _combined(draw: DrawFn, names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    listed = ", ".join(names)
    forms = (
        f"max({listed}) * 80% + min({listed}) * 20%",
        f"({' + '.join(names)}) / {len(names)}",
        f"max({listed})",
    )
    return draw(st.sampled_from(forms))


def may_empty(children: Tree) -> bool:
    """Whether it may be that nothing is left that the points of the children could go to."""
    counted = [child for child in children.values() if Key("bonus") not in child]
    return any(_moves(child) for child in counted) and all(_leaves(child) for child in counted)


def _moves(child: Tree) -> bool:
    each = child.get("each", {})
    return "redistribute" in (child.get("otherwise"), each.get("if_empty"))


def _leaves(child: Tree) -> bool:
    return "otherwise" in child or _moves(child)


# -- items ---------------------------------------------------------------------------------------------


def item(draw: DrawFn, names: Names, points: Fraction, depth: int, *, adds: bool, above: str) -> Tree:
    """The keys of an item besides its points: a group, a leaf, or a leaf for each row of a table."""
    if depth < DEEPEST and is_decimal(points) and chance(draw, 3):
        return group(draw, names, points, depth + 1, adds=adds, above=above)
    if chance(draw, 8):
        return _each(draw, names, adds=adds, above=above)
    tree = rule(draw, names, points)
    return tree | _around(draw, names, points, adds=adds, above=above)


def _each(draw: DrawFn, names: Names, *, adds: bool, above: str) -> Tree:
    table = f"明细{len([name for name in names.facts if name.startswith('明细')]) + 1}"
    rows = Names(draw, rows=True)
    made = _row_rules(draw, rows)
    columns = {"名目": keyed(type=Word("text")), "分数": keyed(range=Interval(ZERO, None, True, True))}
    names.facts[table] = keyed(type=Word("table"), columns=columns | rows.facts)
    empty = [Word("full"), Word("zero"), *_where_to(adds=adds, above=above)]
    each = keyed(table=table, name="名目", points=Formula("分数"), if_empty=draw(st.sampled_from(empty)))
    return keyed(each=each) | made


def _row_rules(draw: DrawFn, rows: Names) -> Tree:
    if draw(st.booleans()):
        return rule(draw, rows, None)
    first = keyed(when=Formula(condition(draw, rows))) | rule(draw, rows, None)
    return keyed(rules=[first, keyed(otherwise=rule(draw, rows, None))])


def _bonus(draw: DrawFn, names: Names, points: Fraction) -> Tree:
    """An item that is not counted in the sum, with more to be had or something to be taken."""
    if draw(st.booleans()):
        tree = keyed(points=Points(ZERO), least=Points(-points / 10), bonus=Word("yes"))
        return tree | keyed(deduct=lines(draw, names, ZERO, TAKES))
    own = points / 10
    tree = keyed(points=Points(own), bonus=Word("yes")) | rule(draw, names, own)
    if chance(draw, 4):
        tree |= keyed(
            applies=Formula(condition(draw, names)), otherwise=Word(draw(st.sampled_from(("full", "zero"))))
        )
    return tree


# -- around the rule -----------------------------------------------------------------------------------


def _where_to(*, adds: bool, above: str | None) -> list[Word]:
    """Where the points of an item may go that does not apply, beside staying with it."""
    moves = [Word("redistribute")] if above not in (None, "formula") else []
    return moves + ([Word("rescale")] if adds and above is not None else [])


def _around(
    draw: DrawFn, names: Names, points: Fraction, *, adds: bool, above: str | None, empties: bool = False
) -> Tree:
    """What stands around a rule or a group; ``empties`` says that all of the group may not apply."""
    tree: Tree = {}
    applies = above is not None and draw(st.booleans()) if names.focus == "moves" else chance(draw, 4)
    if applies:
        tree |= keyed(applies=Formula(condition(draw, names)))
    if applies or empties:
        ways = [*_where_to(adds=adds, above=above), Word("full"), Word("zero")][
            : 2 if names.focus == "moves" else 4
        ]
        tree |= keyed(otherwise=draw(st.sampled_from(ways)))
    if is_decimal(points) and chance(draw, 8):
        tree |= keyed(least=Points(points / draw(st.sampled_from((-10, -2, 10)))))
    some = [part for part in (_veto, _ceiling, _then_deduct, _requires, _words) if chance(draw, 8)]
    for part in some:
        tree |= part(draw, names, points)
    return tree


def _veto(draw: DrawFn, names: Names, _: Fraction) -> Tree:
    lines_ = [keyed(when=Formula(condition(draw, names, scores=True)), because="弄虚作假")]
    return keyed(veto=lines_ + ([keyed(when=Formula(condition(draw, names)))] if chance(draw, 3) else []))


def _ceiling(draw: DrawFn, names: Names, points: Fraction) -> Tree:
    return keyed(ceiling=banded(draw, names, points))


def _then_deduct(draw: DrawFn, names: Names, points: Fraction) -> Tree:
    return keyed(then_deduct=lines(draw, names, points, TAKES))


def _requires(draw: DrawFn, names: Names, _: Fraction) -> Tree:
    when = Formula(draw(st.sampled_from(("lost > 0", condition(draw, names)))))
    what = Word(draw(st.sampled_from(("reason", "evidence"))))
    return keyed(requires=[keyed(when=when, what=what, blocking=Word(draw(st.sampled_from(("yes", "no")))))])


def _words(draw: DrawFn, __: Names, ___: Fraction) -> Tree:
    tree = keyed(text="原文：“按比例得分” [1] 100%: # 扣完为止", note="a note", code="A-1")
    return tree | keyed(basis=draw(st.sampled_from(("某办法", ["one", "二"]))), evidence=["批复.pdf"])


def _grades(draw: DrawFn, names: Names, points: Fraction) -> Tree:
    if not chance(draw, 3):
        return {}
    scale = Quantity("", ZERO, Fraction(10))
    ends = [(i, i.lo, i.hi) for i in partition(draw, scale)]
    held = [
        i._replace(
            lo=None if n == 0 or lo is None else lo * points / 10,
            hi=None if n == len(ends) - 1 or hi is None else hi * points / 10,
            lo_open=i.lo_open or n == 0,
            hi_open=i.hi_open or n == len(ends) - 1,
            points=True,
        )
        for n, (i, lo, hi) in enumerate(ends)
    ]
    grades: Tree = keyed(on=Word(draw(st.sampled_from(("exact", "rounded")))))
    grades |= {f"等{n}": interval for n, interval in enumerate(held)}
    if chance(draw, 3):
        grades |= keyed(override=[keyed(when=Formula(condition(draw, names)), grade="等0", because="造假")])
    return keyed(grades=grades)
