"""Engines that take a row at a time: the zen rules engine, and simpleeval."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from tests.bench.batch.job import Job, Ready, hundredths
from tests.bench.batch.optional import there
from tests.bench.batch.rule import EDGES, FULL, LEAVES, OUTPUTS, POINTS, STEP, TAKEN, WEIGHTS, lines

if TYPE_CHECKING:
    from collections.abc import Mapping


class Writer(NamedTuple):
    """How an engine writes the name of a result, a condition and a number that is rounded."""

    name: str
    choose: str
    rounded: str

    def chosen(self, when: str, then: str, other: str) -> str:
        """One of two, by a condition."""
        return self.choose.format(when=when, then=then, other=other)


def formulas(writer: Writer) -> dict[str, str]:
    """The formula of every result."""
    numbers = range(LEAVES)
    names = {name: writer.name.format(name) for name in OUTPUTS}
    weighed = " + ".join(f"{names[group]} * {by}" for group, by in zip(OUTPUTS[-4:-1], WEIGHTS, strict=True))
    return {
        **{f"执行{n}": _band(n, writer) for n in numbers},
        **{f"控编{n}": _steps(n, writer) for n in numbers},
        **{f"效益{n}": _between(n, writer) for n in numbers},
        **{group: " + ".join(names[f"{group}{n}"] for n in numbers) for group in OUTPUTS[-4:-1]},
        OUTPUTS[-1]: writer.rounded.format(weighed),
    }


def _band(n: int, writer: Writer) -> str:
    found = f"{POINTS[0]}"
    for edge, points in zip(EDGES, POINTS[1:], strict=True):
        found = writer.chosen(f"支出{n} / 预算{n} >= {edge}", f"{points}", found)
    return found


def _steps(n: int, writer: Writer) -> str:
    over = f"在职{n} / 编制{n} - 1"
    taken = f"{FULL} - {TAKEN} * floor(({over}) / {STEP})"
    left = writer.chosen(f"{over} >= {FULL / TAKEN * STEP}", "0", taken)
    return writer.chosen(f"在职{n} <= 编制{n}", f"{FULL}", left)


def _between(n: int, writer: Writer) -> str:
    to = lines(n)
    # The slopes as quotients: an engine with decimals has no other way to write a third.
    low = f"(测评{n} - {to.left}) * 6 / {to.middle - to.left}"
    high = f"(测评{n} - {to.middle}) * 4 / {to.right - to.middle} + 6"
    inside = writer.chosen(f"测评{n} < {to.middle}", low, high)
    above = writer.chosen(f"测评{n} <= {to.left}", "0", inside)
    return writer.rounded.format(writer.chosen(f"测评{n} >= {to.right}", "10", above))


# -- zen -------------------------------------------------------------------------------------------------

ZEN: Final = Writer("$.{}", "({when} ? {then} : {other})", "round({}, 2)")
# Its names are ASCII.
LATIN: Final = {
    "支出": "spent",
    "预算": "budget",
    "在职": "staff",
    "编制": "posts",
    "测评": "mark",
    "执行": "spending",
    "控编": "staffing",
    "效益": "effect",
    "总分": "total",
    "编号": "id",
}


def zen(job: Job) -> Ready:
    """One expression node, its decision made once."""
    engine = there("zen", "zen-engine").ZenEngine()
    decision = engine.create_decision(json.dumps(_graph(), ensure_ascii=False))
    rows = _latin_rows(job)
    return Ready(lambda: [decision.evaluate(row)["result"] for row in rows], _latin_cells, len(rows))


def zen_batch(job: Job) -> Ready:
    """The same, all rows handed over at once."""
    loader = {"type": "static", "content": {"rule": _graph()}}
    engine = there("zen", "zen-engine").ZenEngine({"loader": loader})
    asked = [{"key": "rule", "context": row} for row in _latin_rows(job)]

    def act() -> list[Mapping[str, Any]]:
        return [one["data"]["result"] for one in engine.evaluate_batch(asked)]

    return Ready(act, _latin_cells, len(asked))


def _graph() -> dict[str, Any]:
    written = {_latin(name): _latin(text) for name, text in formulas(ZEN).items()}
    expressions = [{"id": key, "key": key, "value": value} for key, value in written.items()]
    kinds = (("in", "inputNode"), ("rule", "expressionNode"), ("out", "outputNode"))
    nodes: list[dict[str, Any]] = [
        {"id": key, "name": key, "type": kind, "position": {"x": 0, "y": 0}} for key, kind in kinds
    ]
    nodes[1]["content"] = {"expressions": expressions}
    edges = [
        {"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b}
        for a, b in (("in", "rule"), ("rule", "out"))
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _latin(text: str) -> str:
    for name, latin in LATIN.items():
        text = text.replace(name, latin)
    return text


def _latin_rows(job: Job) -> list[dict[str, Any]]:
    return [{_latin(name): cell for name, cell in row.items()} for row in _rows(job)]


def _latin_cells(rows: list[Mapping[str, Any]]) -> pl.DataFrame:
    return _cells([{name: row[_latin(name)] for name in OUTPUTS} for row in rows])


# -- simpleeval ------------------------------------------------------------------------------------------

PYTHON: Final = Writer("{}", "({then} if {when} else {other})", "floor(({}) * 100 + 0.5) / 100")


def simple(job: Job) -> Ready:
    """Formulas that are parsed once."""
    evaluator = there("simpleeval").SimpleEval(functions={"floor": math.floor})
    parsed = {name: (text, evaluator.parse(text)) for name, text in formulas(PYTHON).items()}
    rows = _rows(job)
    return Ready(lambda: [_scored(evaluator, parsed, row) for row in rows], _cells, len(rows))


def _scored(
    evaluator: Any, parsed: Mapping[str, tuple[str, Any]], row: Mapping[str, Any]
) -> dict[str, float]:
    names = evaluator.names = dict(row)
    for name, (text, tree) in parsed.items():
        names[name] = evaluator.eval(text, previously_parsed=tree)
    return {name: names[name] for name in OUTPUTS}


def _rows(job: Job) -> list[dict[str, Any]]:
    return job.frame().head(job.sample).to_dicts()


def _cells(rows: list[Mapping[str, Any]]) -> pl.DataFrame:
    return hundredths(pl.DataFrame([{name: float(row[name]) for name in OUTPUTS} for row in rows]))
