"""What an item reads, and what is claimed of it: the facts to be drawn, and those that are to move it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Literal

from engine.judgements import judging_rules
from engine.proof.near import NUMBERS, Reader
from engine.questions.names import read_by
from rubric.circles import item_path
from rubric.formula import items_of, names_of
from rubric.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rubric.model import Check, Item, Rubric, Worth
    from rubric.rules.base import Lowered

Way = Literal["rises", "falls"]
RISES: Final = "rises"
FALLS: Final = "falls"


class Direction(Record):
    """That an item's score never falls while ``measure`` rises (``rises``), or never rises (``falls``).

    ``over`` is what the measure is held against, as the target of a proportion. ``movers`` are the facts
    that move the measure and nothing else of the item, ``columns`` those of its rows; ``said`` is the
    name or formula in the author's words, ``by`` the key of the language that claims it. With ``worth`` it
    is claimed only of what is worth that: the rows that one of several rules takes.
    """

    way: Way
    measure: ast.expr
    said: str
    by: Literal["expect", "better"]
    movers: tuple[str, ...]
    columns: tuple[str, ...] = ()
    over: ast.expr | None = None
    worth: Worth | None = None


class Scope(Record):
    """Everything that decides one item: facts, elements, tables, judgements, and checks that bind them."""

    item: Item
    facts: tuple[str, ...]
    elements: tuple[str, ...]
    tables: tuple[str, ...]
    judged: tuple[Item, ...]
    checks: tuple[Check, ...]
    readers: tuple[Reader, ...]
    claims: tuple[Direction, ...]
    scored: bool  # whether it reads scores of other items


def whole_scope(rubric: Rubric, readers: Iterable[Reader]) -> Scope:
    """The scope of the whole table."""
    plain = tuple(name for name, fact in rubric.facts.items() if fact.type != "table")
    tables = tuple(name for name, fact in rubric.facts.items() if fact.type == "table")
    judged = tuple(item for item in rubric.root.walk() if judging_rules(item))
    checks = tuple(check for check in rubric.checks if check.severity == "error")
    scalar = tuple(one for one in readers if one.table is None)
    return Scope(rubric.root, plain, tuple(rubric.elements), tables, judged, checks, scalar, (), True)


def scope_of(rubric: Rubric, item: Item, above: tuple[Item, ...]) -> Scope:
    """The scope of a leaf, or of a group with a leaf for each row; ``above`` are the groups that hold it."""
    trees = list(_trees(item, above))
    names = {name for reader in trees for name in _reads(reader, rubric)}
    others = _others(rubric, [reader.tree for reader in trees])
    for other in others:
        names |= {name for reader in _trees(other, ()) for name in _reads(reader, rubric)}
    checks = _bound(rubric, names)
    judged = [one for one in (item, *others) if judging_rules(one)]
    scalar = tuple(reader for reader in trees if reader.table is None)
    return Scope(
        item,
        tuple(name for name, fact in rubric.facts.items() if name in names and fact.type != "table"),
        tuple(key for key in rubric.elements if key in names),
        tuple(name for name, fact in rubric.facts.items() if name in names and fact.type == "table"),
        tuple(judged),
        checks,
        scalar,
        tuple(claims_of(rubric, item)),
        bool(others),
    )


def _trees(item: Item, above: tuple[Item, ...]) -> Iterator[Reader]:
    yield Reader(item.worth.expr, item)
    for one in (item, *above):
        if one.applies is not None:
            yield Reader(one.applies.when, one)
    yield from (Reader(tree, item, None) for tree in _row_trees(item))


def _row_trees(item: Item) -> Iterator[ast.expr]:
    if item.each is None:
        return
    yield item.each.points
    yield from (worth.expr for _, worth in item.each.rules)
    for condition in (item.each.where, *(when for when, _ in item.each.rules)):
        if condition is not None:
            yield condition.when


def _reads(reader: Reader, rubric: Rubric) -> Iterator[str]:
    item = reader.item
    if item is not None and item.each is not None:
        yield item.each.table
        yield from read_by(reader.tree, rubric, rubric.facts[item.each.table].columns)
    else:
        yield from read_by(reader.tree, rubric)


def _others(rubric: Rubric, trees: Iterable[ast.expr]) -> list[Item]:
    """The items whose scores the trees read, with everything below them."""
    paths = {item.path: item for item in rubric.root.walk()}
    found: dict[str, Item] = {}
    waiting = list(trees)
    values, opened = rubric.values, set[str]()
    while waiting:
        tree = waiting.pop()
        for name in names_of(tree):
            if name in values and name not in opened:
                opened.add(name)
                waiting.append(values[name].lowered.expr)
        for word in items_of(tree):
            item = paths.get(item_path(word, paths) or "")
            for one in item.walk() if item is not None else ():
                if one.path not in found:
                    found[one.path] = one
                    waiting += [reader.tree for reader in _trees(one, ())]
    return list(found.values())


def _bound(rubric: Rubric, names: set[str]) -> tuple[Check, ...]:
    """The checks that facts must pass and that touch these; the facts they bind to them become part of it."""
    checks = [(check, read_by(check.that, rubric)) for check in rubric.checks if check.severity == "error"]
    found: dict[str, Check] = {}
    while True:
        more = [one for one, read in checks if one.name not in found and names.intersection(read)]
        if not more:
            return tuple(found.values())
        for check in more:
            found[check.name] = check
            names.update(read_by(check.that, rubric))


# -- claims ------------------------------------------------------------------------------------------


def claims_of(rubric: Rubric, item: Item) -> Iterator[Direction]:
    """What the author says of the direction of an item: by ``expect``, or by ``better`` in its rule."""
    columns = rubric.facts[item.each.table].columns if item.each is not None else {}
    for way, names in ((RISES, item.rising_in), (FALLS, item.falling_in)):
        for name in names:
            claim = _expected(rubric, item, name, way, columns)
            if claim is not None:
                yield claim
    worths = [item.worth] if item.each is None else [worth for _, worth in item.each.rules]
    for worth in worths:
        if worth.rule is not None and worth.rule.rule == "proportion" and worth.rule.quantity is not None:
            steps = [line for line in (worth.ceiling.expr if worth.ceiling else None,) if line is not None]
            steps += [condition.when for condition in worth.veto]
            steps += [tree for line in worth.then_deduct for tree in (line.test, line.of) if tree is not None]
            steps += [item.applies.when] if item.applies is not None else []
            yield _better(rubric, worth, worth.rule, steps, columns)


def _expected(rubric: Rubric, item: Item, name: str, way: str, columns: Iterable[str]) -> Direction | None:
    measure = ast.Name(name)
    held: Way = "rises" if way == RISES else "falls"
    if name in columns:
        return Direction(held, measure, name, "expect", (), (name,))
    if name in rubric.values:
        moves = set(read_by(rubric.values[name].lowered.expr, rubric)) - _beside(rubric, item, name)
        return Direction(held, measure, name, "expect", tuple(_numbers(rubric, moves)))
    key = name if name in rubric.elements or name in rubric.facts else f"{item.path}/{name}"
    if key in rubric.elements or (key in rubric.facts and rubric.facts[key].type in (*NUMBERS, "yes_no")):
        return Direction(held, ast.Name(key), name, "expect", (key,))
    return None


def _beside(rubric: Rubric, item: Item, value: str) -> set[str]:
    """The facts that an item reads other than through a value."""
    found: set[str] = set()
    waiting = [reader.tree for one in item.walk() for reader in _trees(one, ())]
    opened = {value}
    while waiting:
        for name in names_of(waiting.pop()):
            if name in rubric.values:
                if name not in opened:
                    opened.add(name)
                    waiting.append(rubric.values[name].lowered.expr)
            else:
                found.add(name)
    return found


def _better(
    rubric: Rubric, worth: Worth, rule: Lowered, steps: list[ast.expr], columns: Iterable[str]
) -> Direction:
    """A proportion moves with what is achieved of its target; later steps are words of their own."""
    assert rule.quantity is not None  # a proportion measures something
    known = tuple(columns)
    parts = [rule.quantity, *([rule.target] if rule.target is not None else [])]
    read = {name for part in parts for name in read_by(part, rubric, known)}
    read -= {name for step in steps for name in read_by(step, rubric, known)}
    way: Way = "rises" if ("better", "higher") in rule.options else "falls"
    return Direction(
        way,
        rule.quantity,
        rule.text,
        "better",
        tuple(_numbers(rubric, read - set(known))),
        tuple(name for name in known if name in read),
        rule.target,
        worth,
    )


def _numbers(rubric: Rubric, names: set[str]) -> Iterator[str]:
    return (name for name, fact in rubric.facts.items() if name in names and fact.type in NUMBERS)
