"""The facts of a subject as the files that a user would write, and files that nobody should."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from io import StringIO
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from rubric.record import replace
from tests.random_rubrics.nodes import is_decimal, number_text

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from engine.facts_given import Facts, Given
    from engine.judged import Judged
    from rubric.model import Fact, Item, Rubric

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5")
TOKENS: tuple[str, ...] = (
    "：",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "#",
    "&a",
    "*a",
    "<<: ",
    "|",
    ">",
    "%",
    ",",
    "\t",
    "\x00",
    "\ufeff",
)
TOKENS += (
    "分值",
    "points: ",
    "inf",
    "-1",
    "1e9999",
    "9" * 40,
    "否则",
    "得分(",
    "\U0001f600",
    "\u202e",
    "---\n",
    "!!python/x ",
)


# -- facts that can be written -------------------------------------------------------------------------


def writable(facts: Facts, rubric: Rubric) -> Facts:
    """The facts without those that have no decimal form, and judgements that the bounds refuse."""
    items = {item.path: item for item in rubric.root.walk()}
    judged = {path: one for path, one in facts.judgements.items() if _allowed(one, items.get(path))}
    rows = {
        name: tuple(replace(row, cells=_decimals(row.cells)) for row in held)
        for name, held in facts.tables.items()
    }
    return replace(facts, facts=_decimals(facts.facts), judgements=judged, tables=rows)


def _decimals(given: Any) -> dict[str, Given[Any]]:
    return {n: g for n, g in given.items() if not isinstance(g.value, Fraction) or is_decimal(g.value)}


def _allowed(one: Judged, item: Item | None) -> bool:
    return (
        item is None or item.rule is None or item.rule.rule != "given" or one.low * item.points >= item.least
    )


def mapping_of(facts: Facts, rubric: Rubric) -> dict[str, Any]:
    """A facts file as a mapping of texts."""
    held: dict[str, Any] = {n: _text(g.value, rubric.facts.get(n)) for n, g in facts.facts.items()}
    for name, rows in facts.tables.items():
        columns = rubric.facts[name].columns
        held[name] = [{n: _text(cell.value, columns[n]) for n, cell in row.cells.items()} for row in rows]
    judged = {
        path: {"share": number_text(one.low, percent=True), "reason": "佐证"}
        for path, one in facts.judgements.items()
    }
    return {"subject": "某单位", "facts": held, "judgements": judged}


def _text(value: Any, fact: Fact | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    percent = fact is not None and fact.unit == "%"
    return number_text(value, percent=percent) if isinstance(value, Fraction) else str(value)


def csv_of(facts: Facts, rubric: Rubric) -> str:
    """A facts file without its tables as CSV."""
    whole, out = mapping_of(facts, rubric), StringIO()
    rows = csv.writer(out)
    rows.writerow(["名称", "值", "得分率", "理由"])
    rows.writerows([name, value, "", ""] for name, value in whole["facts"].items() if isinstance(value, str))
    rows.writerows(
        [f"评定/{path}", "", one["share"], one["reason"]] for path, one in whole["judgements"].items()
    )
    return out.getvalue()


def json_of(facts: Facts, rubric: Rubric) -> str:
    """A facts file as JSON, which is YAML too."""
    return json.dumps(mapping_of(facts, rubric), ensure_ascii=False, indent=1)


# -- files that nobody should write --------------------------------------------------------------------


@st.composite
def spoiled(draw: DrawFn, text: str) -> bytes:
    """A sound file that something happened to, or no file at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=200))
    lines = text.split("\n")
    for _ in range(draw(st.integers(0, 3))):
        lines = draw(st.sampled_from((_dropped, _doubled, _swapped, _inserted, _cut)))(draw, lines)
    data = "\n".join(lines).encode(draw(st.sampled_from(("utf-8", *ENCODINGS))), "replace")
    at = draw(st.integers(0, len(data)))
    return draw(st.sampled_from((data, data, data[:at], data[:at] + draw(st.binary(max_size=3)) + data[at:])))


def _dropped(draw: DrawFn, lines: list[str]) -> list[str]:
    at = draw(st.integers(0, len(lines) - 1))
    return lines[:at] + lines[at + 1 :] or [""]


def _doubled(draw: DrawFn, lines: list[str]) -> list[str]:
    at = draw(st.integers(0, len(lines) - 1))
    return lines[: at + 1] + lines[at:]


def _swapped(draw: DrawFn, lines: list[str]) -> list[str]:
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    found = list(lines)
    found[one], found[other] = found[other], found[one]
    return found


def _inserted(draw: DrawFn, lines: list[str]) -> list[str]:
    """A token somewhere in a line, in the place of up to three characters."""
    at = draw(st.integers(0, len(lines) - 1))
    start = draw(st.integers(0, len(lines[at])))
    line = lines[at][:start] + draw(st.sampled_from(TOKENS)) + lines[at][start + draw(st.integers(0, 3)) :]
    return [*lines[:at], line, *lines[at + 1 :]]


def _cut(draw: DrawFn, lines: list[str]) -> list[str]:
    return lines[: draw(st.integers(1, len(lines)))]
