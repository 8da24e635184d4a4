"""Facts out of what the solver says of its unknowns, and the plain facts that everything else is left at."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from engine.proof import smt
from engine.proof.prove_pool import candidates
from engine.proof.prove_replay import Played
from engine.proof.prove_unknowns import Unknowns
from engine.proof.saved import Made
from engine.questions.names import read_by
from engine.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.proof.smt import Sheet
    from engine.scorecard import Known
    from rubric.model import Fact, Item, Rubric

_CELL: Final = re.compile(r"(?P<table>.+)\[(?P<row>\d+)\]\.(?P<column>.+)")
_ROW_JUDGED: Final = re.compile(r"@judged:(?P<group>.*)\[(?P<row>\d+)\]")


class Unwritten(ValueError):  # noqa: N818 - not a fault of the program: no decimals write the number
    """The solver's facts hold a number that no decimals write; the name of the fact."""


def base_of(rubric: Rubric, seconds: float) -> dict[str, Any]:
    """Plain facts that pass the checks of severity error where that can be found; judgements by ``@PATH``."""
    base: dict[str, Any] = {}
    for name, fact in rubric.facts.items():
        tried = candidates(fact, ()) if fact.type != "table" else []
        if tried:
            base[name] = tried[0]
    base |= dict.fromkeys(rubric.elements, True)
    for item in rubric.root.walk():
        if item.rule is not None and item.rule.shares is not None:
            whole = item.rule.shares.hi if item.rule.shares.hi is not None else Fraction(1)
            base[f"@{item.path}"] = whole * whole_of(item) if item.rule.rule == "given" else whole
    return base | _passing(rubric, seconds)


def _passing(rubric: Rubric, seconds: float) -> dict[str, Any]:
    """Values of the facts that checks of severity error read, such that these hold exactly."""
    checks = [check for check in rubric.checks if check.severity == "error"]
    tables = {name for name, fact in rubric.facts.items() if fact.type == "table"}
    plain = [c for c in checks if not tables.intersection(read_by(c.that, rubric))]
    if not plain or not smt.available():
        return {}
    sheet = smt.Sheet()
    unknowns = Unknowns(rubric, sheet, {})
    known = [unknowns.translator.known(check.that) for check in plain]
    conditions = [part for one in known for part in (one.value, one.defined)]
    answer = smt.ask([*sheet.sides, *conditions], unknowns.wanted(), seconds)
    if answer.outcome != "yes":
        return {}
    try:
        return dict(made_from(rubric, answer.values, {}, sheet, {}).values)
    except Unwritten:
        return {}


def whole_of(item: Item) -> Fraction:
    """What a share of a leaf is a share of."""
    return item.points or -item.least


def made_from(
    rubric: Rubric,
    found: Mapping[str, Any],
    counts: Mapping[str, int],
    sheet: Sheet,
    base: Mapping[str, Any],
    tag: str = "",
) -> Made:
    """Facts by the values of the unknowns (those with ``tag``, else those without), on top of the base.

    Raises Unwritten for a number that no decimals write.
    """
    words = {n: text for text, n in sheet.words.items()}
    held = {name: value for name, value in found.items() if not name.endswith("'")}
    if tag:
        held |= {name.removesuffix(tag): value for name, value in found.items() if name.endswith(tag)}
    values = {name: value for name, value in base.items() if not name.startswith("@") and value is not None}
    judged = {name[1:]: value for name, value in base.items() if name.startswith("@")}
    items = {item.path: item for item in rubric.root.walk()}
    tables: dict[str, list[dict[str, Known]]] = {
        name: [{} for _ in range(counts.get(name, 0))]
        for name, fact in rubric.facts.items()
        if fact.type == "table"
    }
    for name, value in held.items():
        cell = _CELL.fullmatch(name)
        if name.startswith("known:") or _ROW_JUDGED.fullmatch(name):
            continue
        if cell is not None and cell["table"] in tables:
            if int(cell["row"]) >= len(tables[cell["table"]]):
                continue  # any row of a table that may have any number of them
            fact = rubric.facts[cell["table"]].columns[cell["column"]]
            if held.get(f"known:{name}", True):
                tables[cell["table"]][int(cell["row"])][cell["column"]] = _value(name, value, fact, words)
        elif name.startswith("@judged:"):
            path = name.removeprefix("@judged:")
            item = items[path]
            given = item.rule is not None and item.rule.rule == "given"
            share = _value(name, value, None, words)
            judged[path] = share * whole_of(item) if given else share  # type: ignore[operator]  # a share is a number
        elif held.get(f"known:{name}", True):
            values[name] = _value(name, value, rubric.facts.get(name), words)
        else:
            values.pop(name, None)
    _name_rows(rubric, tables)
    made = Made(values, judged, {name: tuple(rows) for name, rows in tables.items()})
    return Made(values, judged | _row_judgements(rubric, made, held), made.tables)


def _value(name: str, value: Any, fact: Fact | None, words: Mapping[int, str]) -> Known:
    if value is None:
        raise Unwritten(name)
    if fact is not None and fact.type in ("choice", "text"):
        return words.get(int(value), "甲")
    found: Known = value
    return found


def _name_rows(rubric: Rubric, tables: Mapping[str, list[dict[str, Known]]]) -> None:
    """Names of rows are free and must differ."""
    for item in rubric.root.walk():
        each = item.each
        if each is None or rubric.facts[each.table].columns[each.name].type != "text":
            continue
        for number, row in enumerate(tables[each.table], 1):
            row[each.name] = f"第{number}项" if rubric.language == "zh" else f"row {number}"


def _row_judgements(rubric: Rubric, made: Made, held: Mapping[str, Any]) -> dict[str, Fraction]:
    """The judgements of rows whose rule asks for one, by GROUP/ROW."""
    found: dict[str, Fraction] = {}
    groups = [item for item in rubric.root.walk() if item.each is not None]
    if not groups or not any(made.tables.values()):
        return found
    world = Played(rubric, made).scoring.world
    for group in groups:
        assert group.each is not None  # chosen for it
        all_rows = world.facts.tables.get(group.each.table, ())
        for row in rows_of(group, world) or ():
            number = next((n for n, one in enumerate(all_rows) if one is row.context.row), 0)
            if row.worth is not None and row.worth.rule is not None and row.worth.rule.shares is not None:
                share = held.get(f"@judged:{group.path}[{number}]", Fraction(1))
                found[row.item.path] = Fraction(1) if share is None else share
    return found
