"""The translation for the solver holds against the exact evaluator, on random expressions and on rubrics."""

from __future__ import annotations

import ast
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from inspect import signature
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import score
from engine.evaluate import Evaluator, NoValue
from engine.proof import smt
from engine.proof.prove_scores import Scores
from engine.proof.prove_unknowns import Unknowns
from engine.proof.smt_known import Known as Term
from engine.proof.smt_opaque import Opaques
from engine.proof.smt_terms import Translator
from rubric import load_rubric, load_rubric_text
from rubric.number import fits
from rubric.rules.reader import call, constant, name, once, undefined
from tests.strategies import facts
from tests.test_patterns import PATTERNS, pattern

if TYPE_CHECKING:
    from engine.facts_given import Facts
    from rubric.model import Item, Rubric

FEW = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
MODES = ("half_up", "half_even", "up", "down", "ceiling", "floor")
WORDS = ("甲", "乙", "丙")
NUMBERS = st.one_of(
    st.integers(-6, 6).map(Fraction),
    st.sampled_from((Fraction(1, 2), Fraction(-1, 2), Fraction(5, 2), Fraction(1, 3), Fraction(19, 20))),
    st.integers(-400, 400).map(lambda n: Fraction(n, 100)),
)
COMPARE = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


SHAPES: dict[str, Callable[..., ast.expr]] = {
    "add": lambda a, b: ast.BinOp(a, ast.Add(), b),
    "sub": lambda a, b: ast.BinOp(a, ast.Sub(), b),
    "mult": lambda a, b: ast.BinOp(a, ast.Mult(), b),
    "div": lambda a, b: ast.BinOp(a, ast.Div(), b),
    "neg": lambda a: ast.UnaryOp(ast.USub(), a),
    "min": lambda a, b, c: call("min", a, b, c),
    "max": lambda a, b: call("max", a, b),
    "abs": lambda a: call("abs", a),
    "floor": lambda a: call("floor", a),
    "ceil": lambda a: call("ceil", a),
    "clamp": lambda a, b, c: call("clamp", a, b, c),
    "ratio": lambda a, b, c: call("ratio", a, b, c),
    "total": lambda a, b, c: call("total", a, b, c),
    "once": lambda a, b, c: call("first", ast.Compare(once(a), [ast.Lt()], [b]), c, a),
    "hole": lambda a, b, c: call("first", ast.Compare(a, [ast.Gt()], [b]), undefined("no_row"), c),
    "lookup": lambda a, b, c: call("lookup", name("w"), *_words(a, b, c)),
    "lookup short": lambda a, b: call("lookup", name("w"), *_words(a, b)),
}


def _words(*values: ast.expr) -> list[ast.expr]:
    return [part for word, value in zip(WORDS, values, strict=False) for part in (constant(word), value)]


@st.composite
def numbers(draw: st.DrawFn, depth: int = 3) -> ast.expr:
    if depth == 0:
        return draw(st.one_of(st.sampled_from(("a", "b", "c")).map(name), NUMBERS.map(constant)))
    kind = draw(st.sampled_from((*SHAPES, "if", "first", "power", "round", "round_to", "round_to any")))
    below = numbers(draw(st.integers(0, depth - 1)))
    mode = constant(draw(st.sampled_from(MODES)))
    if kind in SHAPES:
        shape = SHAPES[kind]
        return shape(*(draw(below) for _ in signature(shape).parameters))
    if kind == "if":
        return ast.IfExp(draw(conditions(depth - 1)), draw(below), draw(below))
    if kind == "first":
        return call(
            "first", draw(conditions(depth - 1)), draw(below), draw(conditions(0)), draw(below), draw(below)
        )
    if kind == "power":
        return ast.BinOp(draw(below), ast.Pow(), constant(Fraction(draw(st.integers(-2, 3)))))
    if kind == "round":
        return call("round", draw(below), constant(Fraction(draw(st.integers(-1, 2)))), mode)
    steps = st.sampled_from((Fraction(1, 2), Fraction(3), Fraction(1, 3), Fraction(0))).map(constant)
    return call("round_to", draw(below), draw(steps if kind == "round_to" else below), mode)


@st.composite
def conditions(draw: st.DrawFn, depth: int = 1) -> ast.expr:
    kind = draw(st.integers(0, 6 if depth == 0 else 9))
    number, ops = numbers(max(depth - 1, 0)), st.sampled_from(COMPARE).map(lambda op: op())
    if kind == 0:
        return name("y")
    if kind == 1:
        return ast.Compare(name("w"), [draw(st.sampled_from((ast.Eq, ast.NotEq)))()], [constant("乙")])
    if kind == 2:
        words = ast.Tuple([constant("甲"), constant("丙")], ast.Load())
        return ast.Compare(name("w"), [draw(st.sampled_from((ast.In, ast.NotIn)))()], [words])
    if kind == 3:
        return ast.Compare(name("y"), [ast.Eq()], [ast.Compare(draw(number), [draw(ops)], [draw(number)])])
    if kind == 4:
        return ast.Compare(draw(number), [draw(ops), draw(ops)], [draw(number), draw(number)])
    if kind in (5, 6):
        return ast.Compare(draw(number), [draw(ops)], [draw(number)])
    below = conditions(depth - 1)
    if kind == 7:
        return ast.UnaryOp(ast.Not(), draw(below))
    return ast.BoolOp(ast.And() if kind == 8 else ast.Or(), [draw(below), draw(below)])


def outcome(tree: ast.expr, values: dict[str, Any]) -> Any:
    try:
        return Evaluator(values.__getitem__, lambda _table, _outer: ()).value(tree)
    except NoValue:
        return None


def agree(sides: list[Any], known: Term, value: Any) -> bool:
    """Whether the solver finds no way for the term to differ from what it should be."""
    if value is None:
        wrong = known.defined
    else:
        is_it = smt.same(known.value, value) if isinstance(value, bool) else known.value == smt.number(value)
        wrong = smt.either(smt.negated(known.defined), smt.negated(is_it))
    return smt.ask([*sides, wrong], {}, 20).outcome == "no"


@given(
    tree=numbers(),
    a=NUMBERS,
    b=NUMBERS,
    c=st.integers(-3, 3).map(Fraction),
    y=st.booleans(),
    w=st.sampled_from(WORDS),
)
@settings(FEW, max_examples=300)
def test_an_expression_is_the_same_to_the_solver(
    tree: ast.expr, a: Fraction, b: Fraction, c: Fraction, y: bool, w: str
) -> None:
    values: dict[str, Any] = {"a": a, "b": b, "c": c, "y": y, "w": w}
    sheet = smt.Sheet()
    terms = {n: smt.number(Fraction(v)) for n, v in values.items() if n in "abc"}
    terms |= {"y": y, "w": sheet.numbered(w)}
    known = Translator(sheet, lambda n: Term(terms[n]), lambda _t, _o: None, Opaques(sheet)).known(tree)
    assert agree(sheet.sides, known, outcome(tree, values)), ast.dump(tree)


@given(data=st.data(), x=NUMBERS, mode=st.sampled_from(MODES), places=st.integers(-1, 2))
@FEW
def test_every_rounding_is_the_engine_s(data: st.DataObject, x: Fraction, mode: str, places: int) -> None:
    x = data.draw(st.sampled_from((x, x + Fraction(1, 2), x * 10, x + Fraction(1, 2 * 10**3), -x)))
    sheet = smt.Sheet()
    unknown = smt.unknown("x", "real")
    tree = call("round", name("x"), constant(Fraction(places)), constant(mode))
    known = Translator(sheet, lambda _n: Term(unknown), lambda _t, _o: None, Opaques(sheet)).known(tree)
    assert agree([*sheet.sides, unknown == smt.number(x)], known, outcome(tree, {"x": x}))


# -- whole rubrics -----------------------------------------------------------------------------------

NAMES = sorted(p.stem for p in PATTERNS.glob("*.yaml"))


@cache
def rubric_called(which: str) -> Rubric:
    path = PATTERNS / f"{which}.yaml"
    rubric, _ = load_rubric_text(str(pattern(path)["rubric"])) if path.exists() else load_rubric(which)
    assert rubric is not None
    return rubric


def equal(term: Any, value: Any, unknowns: Unknowns) -> Any:
    """That a term has a value; a word that no formula knows has a number of its own."""
    if isinstance(value, bool):
        return smt.same(term, value)
    if isinstance(value, str):
        return term == smt.word(unknowns.sheet.words.get(value, 10_000))
    return term == smt.number(value)


def fixed(unknowns: Unknowns, known: Facts, rubric: Rubric) -> list[Any]:
    """The facts as conditions on the unknowns that were read."""
    found = [equal(term, known.facts[word].value, unknowns) for word, (term, _) in unknowns.variables.items()]
    optional = [word for word, (_, fact) in unknowns.variables.items() if fact is not None and fact.optional]
    found += [smt.unknown(f"known:{word}", "boolean") for word in optional]
    for word, term in unknowns.numbers.items():
        path = word.removeprefix("@judged:")
        if path in known.judgements:
            found.append(term == smt.number(known.judgements[path].low))
    for table, rows in unknowns.rows.items():
        for row, given_ in zip(rows, known.tables[table], strict=True):
            for column, fact in rubric.facts[table].columns.items():
                found.append(equal(row[column].value, given_.cells[column].value, unknowns))
                found += [row[column].defined] if fact.optional else []
    return found


def same_score(item: Item, scores: Scores, known: Facts, rubric: Rubric) -> bool:
    card = {one.path: one for one in score(rubric, known).root.walk()}
    if item.path not in card or card[item.path].state == "not_applicable":
        return True
    term = scores.exact(item)
    value = card[item.path].exact
    if value is not None and not fits(value, 20):
        return True  # a root to 50 digits is not what the solver calculates with
    sides = [*scores.unknowns.sheet.sides, *fixed(scores.unknowns, known, rubric)]
    return agree(sides, term, value)


@pytest.mark.parametrize("which", [*NAMES, "department-hunan", "project-self-evaluation"])
@given(data=st.data())
@settings(FEW, max_examples=5)
def test_a_rubric_is_the_same_to_the_solver(which: str, data: st.DataObject) -> None:
    rubric = rubric_called(which)
    known = data.draw(facts(rubric))
    counts = {table: len(rows) for table, rows in known.tables.items()}
    items = [item for item in rubric.root.walk() if item.each is None]
    item = data.draw(st.sampled_from(items))
    scores = Scores(Unknowns(rubric, smt.Sheet(), counts))
    if scores.rough or any(below.each is not None for below in item.walk()):
        item = next(one for one in items if not one.is_group)
    assert same_score(item, scores, known, rubric), item.path
