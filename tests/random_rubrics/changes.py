"""The same tree said otherwise: scaled, in another order, with a band in two, with a rule as cases."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, Final

from tests.random_rubrics.names import ZERO
from tests.random_rubrics.nodes import (
    Amount,
    Formula,
    Interval,
    Key,
    Number,
    Points,
    Tree,
    Word,
    in_formula,
    keyed,
    number_text,
)
from tests.random_rubrics.tree import items_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

Bands = dict[Interval, Any]


# -- all of it -----------------------------------------------------------------------------------------


def scaled(value: Any, by: Fraction) -> Any:
    """The tree with every number of points multiplied."""
    if isinstance(value, Points):
        return Points(value.value * by)
    if isinstance(value, Interval) and value.points:
        low, high = (None if end is None else end * by for end in (value.lo, value.hi))
        return value._replace(lo=low, hi=high)
    if isinstance(value, dict):
        return {key: scaled(held, by) for key, held in value.items()}
    return [scaled(one, by) for one in value] if isinstance(value, list) else value


def shuffled(value: Any, random: Random, under: str = "") -> Any:
    """The tree with its mappings in another order, but for levels, whose order is theirs."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(held, random, key)) for key, held in value.items()]
        if under != "levels":
            random.shuffle(pairs)
        return dict(pairs)
    return [shuffled(one, random) for one in value] if isinstance(value, list) else value


def rebuilt(value: Any, change: Callable[[Tree], Tree]) -> Any:
    """The tree with every mapping in it changed, the inner ones first."""
    if isinstance(value, dict):
        return change({key: rebuilt(held, change) for key, held in value.items()})
    return [rebuilt(one, change) for one in value] if isinstance(value, list) else value


# -- a band in two -------------------------------------------------------------------------------------


def split(tree: Tree, random: Random) -> Tree:
    """The tree with one band of every quantity in two that earn the same."""

    def change(held: Tree) -> Tree:
        bands = {key: one for key, one in held.get("bands", {}).items() if isinstance(key, Interval)}
        return held | {Key("bands"): _split(bands, random)} if bands else held

    found: Tree = rebuilt(tree, change)
    return found


def _split(bands: Bands, random: Random) -> Bands:
    at = random.choice([held for held in bands if held.lo is None or held.hi is None or held.lo < held.hi])
    cut, below = _inside(at, random), random.random() < 0.5
    pieces = (at._replace(hi=cut, hi_open=not below), at._replace(lo=cut, lo_open=below))
    return {key: held for key, held in bands.items() if key != at} | dict.fromkeys(pieces, bands[at])


def _inside(held: Interval, random: Random) -> Fraction:
    """A number between the ends."""
    if held.lo is None or held.hi is None:
        edge, way = (held.lo, 1) if held.hi is None else (held.hi, -1)
        return (edge or ZERO) + way * Fraction(random.randint(1, 100), 20)
    return held.lo + (held.hi - held.lo) * Fraction(random.randint(1, 9), 10)


# -- a rule as cases -----------------------------------------------------------------------------------


def as_cases(tree: Tree) -> Tree:
    """The tree with every rule that can be said in cases said so.

    The elements of a checklist become facts: ``elements`` says which.
    """
    facts = {name: keyed(type=Word("yes_no")) for name in elements(tree).values()}
    return tree | keyed(facts=tree.get("facts", {}) | facts, items=_items_cased(tree["items"], ""))


def elements(tree: Tree) -> dict[str, str]:
    """The fact that stands for each element of a checklist, by PATH/ELEMENT."""
    found = {}
    for path, item in items_of(tree):
        for name in _named(item.get("checklist", {})):
            found[f"{path}/{name}"] = _fact(path, name)
    return found


def _named(checklist: Tree) -> list[str]:
    return checklist["list"] if "list" in checklist else list(checklist)


def _fact(path: str, name: str) -> str:
    return "要点_" + re.sub(r"\W", "_", f"{path}_{name}")


def _items_cased(items: Tree, above: str) -> Tree:
    found: Tree = {}
    for name, item in items.items():
        path = f"{above}/{name}" if above else name
        if "items" in item:
            found[name] = item | keyed(items=_items_cased(item["items"], path))
        elif "checklist" in item:
            rest = {key: held for key, held in item.items() if key != "checklist"}
            found[name] = rest | keyed(cases=_checklist(item["checklist"], item, path))
        else:
            found[name] = _cased(item)
            if "rules" in item:
                found[name] |= keyed(rules=[_row_cased(line) for line in item["rules"]])
    return found


def _row_cased(line: Tree) -> Tree:
    return keyed(otherwise=_cased(line["otherwise"])) if "otherwise" in line else _cased(line)


def _cased(held: Tree) -> Tree:
    for word, said in CASED.items():
        lines = said(held[word], held) if word in held else None
        if lines is not None:
            return {key: one for key, one in held.items() if key not in (word, "clamp")} | keyed(cases=lines)
    return held


def _least(held: Tree) -> str:
    least = held.get("least")
    return number_text(least.value) if least is not None else "0"


def _case(when: str, earns: str) -> Tree:
    return keyed(when=Formula(when), earns=Formula(earns))


def _rest(earns: str) -> Tree:
    return keyed(otherwise=Formula(earns))


def _bands(rule: Tree, _: Tree) -> list[Tree]:
    *some, (_last, amount) = rule["bands"].items()
    of = rule["of"]
    return [*(_case(_within(of, held), in_formula(one)) for held, one in some), _rest(in_formula(amount))]


def _within(of: str, held: Interval) -> str:
    low = None if held.lo is None else number_text(held.lo, percent=held.percent)
    high = None if held.hi is None else number_text(held.hi, percent=held.percent)
    above = "" if low is None else f"{low} {'<' if held.lo_open else '<='} "
    below = "" if high is None else f" {'<' if held.hi_open else '<='} {high}"
    return f"{above}({of}){below}"


def _lookup(rule: Tree, _: Tree) -> list[Tree]:
    table = rule["table"]
    rows: list[tuple[str, Amount]] = []
    if isinstance(table, dict):
        rows = [(_is(rule["of"], word), amount) for word, amount in table.items()]
    else:
        for row in table:
            tests = [_is(name, word) for name, word in row.items() if name != "earns"]
            rows.append((" and ".join(tests), row["earns"]))
    *some, (_last, amount) = rows
    return [*(_case(when, in_formula(one)) for when, one in some), _rest(in_formula(amount))]


def _is(of: str, word: str) -> str:
    return {"yes": f"{of}", "no": f"not {of}"}.get(word, f'{of} == "{word}"')


def _interpolate(rule: Tree, _: Tree) -> list[Tree] | None:
    if rule["outside"] == "error":
        return None
    of, through = f"({rule['of']})", rule["through"]
    (first, start), (_, end) = through[0], through[-1]
    lines = [_case(f"{of} <= {_text(first)}", in_formula(start))]
    for (low, a), (high, b) in pairwise(through):
        slope = f"({in_formula(b)} - {in_formula(a)}) / ({_text(high)} - {_text(low)})"
        lines.append(_case(f"{of} <= {_text(high)}", f"{in_formula(a)} + ({of} - {_text(low)}) * {slope}"))
    return [*lines, _rest(in_formula(end))]


def _text(number: Number) -> str:
    text = number_text(number.value, percent=number.percent)
    return f"({text})"


def _proportion(rule: Tree, _: Tree) -> list[Tree] | None:
    zero = rule.get("on_zero")
    if rule["over"] == "error" or zero == "unscored":
        return None
    target = rule["target"]
    of, target = f"({rule['of']})", f"({target if isinstance(target, str) else _text(target)})"
    none = [] if zero is None else [_case(f"{target} == 0", in_formula(zero))]
    higher = rule["better"] == "higher"
    met = [_case(f"{of} {'>=' if higher else '<='} {target}", "points")]
    share, lines = f"{of} / {target}" if higher else f"{target} / {of}", none + met if higher else met + none
    if "zero_at" in rule:
        end = f"{_text(rule['zero_at'])} * {target}"
        lines.append(_case(f"{of} >= {end}", "0"))
        share = f"({end} - {of}) / ({end} - {target})"
    if "from" in rule:
        lines.append(_case(f"{share} < {_text(rule['from'])}", "0"))
    return [*lines, _rest(f"points * ({share})")]


def _checklist(rule: Tree, held: Tree, path: str) -> list[Tree]:
    """A case for every way in which the elements may be there or not."""
    names = [_fact(path, name) for name in _named(rule)]
    *some, last = product((True, False), repeat=len(names))
    cases = []
    for there in some:
        when = " and ".join(name if is_ else f"not {name}" for name, is_ in zip(names, there, strict=True))
        cases.append(_case(when, _present(rule, held, there)))
    return [*cases, _rest(_present(rule, held, last))]


def _present(rule: Tree, held: Tree, there: tuple[bool, ...]) -> str:
    """What these elements come to."""
    if "each_missing" in rule:
        return f"max({_least(held)}, points - {there.count(False)} * {in_formula(rule['each_missing'])})"
    if any(
        not is_ and isinstance(one, dict) and "required" in one
        for one, is_ in zip(rule.values(), there, strict=True)
    ):
        return f"max(0, {_least(held)})"
    amounts = [one["earns"] if isinstance(one, dict) else one for one in rule.values()]
    return " + ".join(["0", *(in_formula(one) for one, is_ in zip(amounts, there, strict=True) if is_)])


def _lines(lines: list[Tree]) -> str:
    """What lines come to together."""
    return " + ".join(_line(line) for line in lines)


def _line(line: Tree) -> str:
    amount = in_formula(line["points"])
    if "when" in line:
        return f"({amount} if {line['when']} else 0)"
    steps = f"max(0, {line['of']}) / {_text(line['per'])}"
    rounded = {"complete": f"floor({steps})", "started": f"ceil({steps})"}.get(line["count"], steps)
    counted = f"{rounded} * {amount}"
    return f"min({counted}, {in_formula(line['max'])})" if "max" in line else f"({counted})"


def _deduct(lines: list[Tree], held: Tree) -> list[Tree]:
    return [_rest(f"max({_least(held)}, points - ({_lines(lines)}))")]


def _award(lines: list[Tree], held: Tree) -> list[Tree]:
    return [_rest(f"clamp({_lines(lines)}, {_least(held)}, points)")]


def _formula(text: str, held: Tree) -> list[Tree]:
    return [_rest(f"clamp({text}, {_least(held)}, points)" if "clamp" in held else text)]


CASED: Final[dict[str, Callable[[Any, Tree], list[Tree] | None]]] = {
    "bands": _bands,
    "lookup": _lookup,
    "interpolate": _interpolate,
    "proportion": _proportion,
    "deduct": _deduct,
    "award": _award,
    "formula": _formula,
}
