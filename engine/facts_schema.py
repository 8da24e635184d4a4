"""The JSON Schema of a facts file: of any, or of the facts that one rubric declares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from engine.facts_entry import ENTRY
from engine.facts_shape import TEXTS
from engine.facts_tables import BESIDE
from engine.facts_values import SHARES
from engine.judgements import KEYS as JUDGEMENT
from engine.judgements import judging_rules
from rubric.descriptions import described
from rubric.keywords import KEYS, canonical_key
from rubric.range import show_range
from rubric.schema import DRAFT, described_as, words_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rubric.model import Fact, Item, Rubric

Schema = dict[str, Any]
TEXT: Final[Schema] = {"type": ["string", "number", "boolean", "null"]}
SEVERAL: Final[Schema] = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
FLAG: Final[Schema] = {"enum": [*words_schema(frozenset(("yes", "no")))["enum"], "", None]}
OF_ENTRY: Final = {"evidence": SEVERAL, "free": FLAG, "disputed": FLAG}
_CHINESE: Final = {"points": "得分"}
_SYNTAX: Final = re.compile(r"[\^$\\.*+?()\[\]{}|/]")


def facts_schema(rubric: Rubric | None = None) -> Schema:
    """The schema of a facts file; with a rubric, of its own names, units, ranges and choices."""
    facts, judged, attached = (
        (_facts(rubric), _judged(rubric), _attached(rubric))
        if rubric is not None
        else (_names(_ref("Fact")), _names(_ref("Judgement")), _names(_ref("Attached")))
    )
    held = {**dict.fromkeys(TEXTS, TEXT), "facts": facts, "judgements": judged, "attached": attached}
    return {
        "$schema": DRAFT,
        "title": f"事实 · facts: {rubric.title}" if rubric is not None else "事实 · facts",
        **_object(held),
        "definitions": _definitions(),
    }


def _definitions() -> Schema:
    row = _names({"anyOf": [TEXT, _ref("Entry")]})
    rows = {"type": "array", "items": row}
    entry = {word: OF_ENTRY.get(word, TEXT) for word in sorted(ENTRY)}
    level, reason = {"level": TEXT, "share": TEXT, "points": TEXT, "reason": TEXT}, {"evidence": SEVERAL}
    return {
        "Attached": _or_nothing(_object({"reason": SEVERAL, **reason})),
        "Entry": _object(entry),
        "Fact": {"anyOf": [TEXT, _ref("Entry"), _ref("Table"), rows, row]},
        "Judgement": _or_nothing(_object({word: level[word] for word in sorted(JUDGEMENT)})),
        "Table": _object(
            {**{word: OF_ENTRY.get(word, TEXT) for word in sorted(BESIDE)}, "value": {"anyOf": [TEXT, rows]}}
        ),
    }


def _object(held: Mapping[str, Schema]) -> Schema:
    """A mapping with these keys, in both languages, and no others."""
    words = frozenset(held)
    properties: dict[str, Schema] = {}
    others: dict[str, Schema] = {}
    for word, schema in held.items():
        found = [zh for zh in KEYS if canonical_key(zh, words) == word]
        best = _CHINESE.get(word, next(iter(found), word))
        one = {"description": described_as([best, word], *described("GivenShape", word)), **schema}
        properties |= {best: one, word: one}
        if also := [_quoted(zh) for zh in found if zh != best]:
            others[f"^({'|'.join(also)})$"] = one
    plain: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**plain, "patternProperties": others} if others else plain


def _names(of: Schema) -> Schema:
    return {"type": ["object", "null"], "additionalProperties": of}


def _or_nothing(schema: Schema) -> Schema:
    return {**schema, "type": ["object", "null"]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


# -- the facts of a rubric -----------------------------------------------------------------------------


def _facts(rubric: Rubric) -> Schema:
    offered = {name: _fact(fact, rubric) for name, fact in rubric.facts.items()}
    taken: dict[str, Schema] = {}
    element = {"anyOf": [FLAG, {"allOf": [_ref("Entry"), _value_of(FLAG)]}]}
    by_item: dict[str, dict[str, Schema]] = {}
    for path, one in rubric.elements.items():
        offered.setdefault(one.name, element)
        by_item.setdefault(one.item, {})[one.name] = element
        taken |= {path: element, f"{_last(one.item)}/{one.name}": element}
    for item, elements in by_item.items():
        listed = {"anyOf": [_closed(elements, {}), _ref("Entry")]}
        offered.setdefault(_last(item), listed)
        taken[item] = listed
    return _closed(offered, taken)


def _fact(fact: Fact, rubric: Rubric) -> Schema:
    if fact.type == "table":
        row = _closed({name: _fact(column, rubric) for name, column in fact.columns.items()}, {})
        held: Schema = {"anyOf": [{"type": "array", "items": row}, {"type": ["string", "null"]}]}
        entry = {"allOf": [_ref("Table"), _value_of(held)]}
    else:
        held = _value(fact)
        limits = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
        # Beside another unit the limits are not those of the declared one.
        inside = {key: limit for key, limit in held.items() if not rubric.units or key not in limits}
        units = [fact.unit, *rubric.units] if fact.unit else []
        entry = {"allOf": [_ref("Entry"), _value_of(inside), _unit_of(units)]}
    return {"description": _about(fact), "anyOf": [held, entry]}


def _value_of(schema: Schema) -> Schema:
    return {"properties": {"值": schema, "value": schema}}


def _unit_of(units: Iterable[str]) -> Schema:
    # A suggestion and no rule: a unit may be written in other characters of the same meaning.
    offered = {"anyOf": [{"enum": list(units)}, TEXT]} if units else TEXT
    return {"properties": {"单位": offered, "unit": offered}}


def _value(fact: Fact) -> Schema:
    if fact.type == "yes_no":
        return FLAG
    if fact.type == "choice":
        return {"enum": [*(form for choice in fact.choices for form in _forms(choice)), "", None]}
    if fact.type == "text":
        return TEXT
    kind = "integer" if fact.type == "integer" else "number"
    return {"type": [kind, "string", "null"], **({} if fact.unit in SHARES else _limits(fact))}


def _forms(choice: str) -> list[Any]:
    """A choice, and what plain YAML makes of one that looks like a number."""
    try:
        return [choice, int(choice)]
    except ValueError:
        return [choice]


def _limits(fact: Fact) -> Schema:
    held, found = fact.range, {}
    if held is not None and held.lo is not None:
        found["exclusiveMinimum" if held.lo_open else "minimum"] = _number(held.lo)
    if held is not None and held.hi is not None:
        found["exclusiveMaximum" if held.hi_open else "maximum"] = _number(held.hi)
    return found


def _number(x: Any) -> int | float:
    return int(x) if x.denominator == 1 else float(x)


def _about(fact: Fact) -> str:
    held = show_range(fact.range, fact.unit == "%") if fact.range is not None else None
    told = (
        fact.label,
        fact.unit,
        held,
        "、".join(fact.choices),
        fact.source,
        fact.scope,
        fact.period,
        fact.note,
    )
    return " · ".join(part for part in (fact.name, *told) if part)


# -- judgements and what is attached -------------------------------------------------------------------


def _judged(rubric: Rubric) -> Schema:
    offered: dict[str, Schema] = {}
    taken: dict[str, Schema] = {}
    rows: dict[str, Schema] = {}
    for item in rubric.root.walk():
        if not judging_rules(item):
            continue
        held = {"anyOf": [{"type": "null"}, {"allOf": [_ref("Judgement"), _levels(item)]}]}
        if item.each is not None:
            rows |= {item.path: held, item.name: held}
        else:
            offered.setdefault(item.name, held)
            taken[item.path] = held
    return _closed(offered, taken, rows)


def _levels(item: Item) -> Schema:
    names = [branch.label for rule in judging_rules(item) for branch in rule.branches]
    held = {"enum": [*dict.fromkeys(names), "", None]} if names else TEXT
    return {"properties": {"等次": held, "level": held}}


def _attached(rubric: Rubric) -> Schema:
    items = rubric.root.walk()
    held = _ref("Attached")
    names = {word: held for item in items for word in (item.path, item.name) if word}
    offered = {item.name: held for item in items if item.requires}
    return _closed(
        offered, names, {name: held for item in items if item.each for name in (item.path, item.name)}
    )


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _closed(
    offered: Mapping[str, Schema], taken: Mapping[str, Schema], rows: Mapping[str, Schema] | None = None
) -> Schema:
    """A mapping of these names: those ``offered``, those ``taken`` as well, and the ``rows`` of some."""
    patterns = {f"^{_quoted(name)}$": held for name, held in taken.items() if name not in offered}
    # A name may be written in wide characters.
    wide = {name: _wide(name) for name in offered}
    patterns |= {
        f"^(?!{_quoted(name)}$){form}$": offered[name] for name, form in wide.items() if form != _quoted(name)
    }
    patterns |= {f"^{_quoted(name)}/.+$": held for name, held in (rows or {}).items() if name}
    return {
        "type": ["object", "null"],
        "properties": dict(offered),
        **({"patternProperties": patterns} if patterns else {}),
        "additionalProperties": False,
    }


def _quoted(name: str) -> str:
    return _SYNTAX.sub(r"\\\g<0>", name)


def _wide(name: str) -> str:
    return "".join(_either(char) for char in name)


def _either(char: str) -> str:
    if not "!" <= char <= "~":
        return _quoted(char)
    return f"({_quoted(char)}|{chr(ord(char) + 0xFEE0)})"
