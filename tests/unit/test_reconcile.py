"""A sheet made from the engine's own scorecard agrees everywhere; one row changed is found, by as much."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from engine import score
from engine.questions.reconcile.answer import Reconciliation, reconcile
from engine.questions.reconcile.reported_match import NONE
from engine.questions.reconcile.reported_read import load_reported
from engine.render.reconcile import render_reconcile
from engine.render.reconcile_json import reconcile_json
from engine.render.reconcile_sheet import sheet_csv
from rubric.number import round_places, shortest_places, show
from rubric.report import render_problems
from tests.random_rubrics.cases import SOME, Case, cases
from tests.random_rubrics.given import opened
from tests.strategies import facts
from tests.test_properties import NAMES, rubric_called

if TYPE_CHECKING:
    from engine.facts_given import Facts
    from engine.scorecard import Scorecard
    from rubric.model import Rubric
    from rubric.problems import Language

FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
FORMS = ("yaml", "csv", "xlsx", "json")
HEADS = ("路径", "分值", "自评", "自评理由")


# -- sheets of a scorecard ----------------------------------------------------------------------------------


def printed(x: Fraction) -> str:
    """A score as a sheet prints it: with four places where no decimals write it."""
    return show(x) if shortest_places(x, 10) is not None else show(round_places(x, 4, "half_up"), 4)


def rows_of(card: Scorecard, changed: dict[str, Fraction] | None = None) -> list[tuple[str, str, str, str]]:
    """Path, points, score and reason of every item; what does not apply is said so."""
    changed = changed or {}
    rows = []
    for item in card.root.walk():
        held = changed.get(item.path, item.low)
        text = "不适用" if item.state == "not_applicable" and item.path not in changed else printed(held)
        rows.append((item.path or "合计", printed(item.points), text, "见佐证"))
    return rows


def written(rows: list[tuple[str, str, str, str]], form: str, folder: Path, grade: str | None) -> Path:
    path = folder / f"sheet.{form}"
    if form in ("yaml", "json"):
        items = {name: {"自评": score_, "理由": why} for name, _, score_, why in rows if name != "合计"}
        total = next(row[2] for row in rows if row[0] == "合计")
        data = {"指标": items, "总分": total} | ({"等级": grade} if grade else {})
        path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        return path
    grid = [HEADS, *rows, *([("等级", "", grade, "")] if grade else [])]
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows(grid)
        path.write_bytes(out.getvalue().encode("utf-8-sig"))
        return path
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in grid:
        book.active.append(row)
    book.save(path)
    return path


def reconciled(
    rubric: Rubric, known: Facts, rows: list[tuple[str, str, str, str]], form: str, grade: str | None = None
) -> Reconciliation:
    card = score(rubric, known)
    with tempfile.TemporaryDirectory() as folder:
        path = written(rows, form, Path(folder), grade)
        reported, problems = load_reported(path, rubric, card)
    assert reported is not None, render_problems(problems, "en")
    assert not problems
    return reconcile(rubric, known, card, reported)


def settled(card: Scorecard) -> bool:
    """Whether a sheet of it can be written: every item has a score, and no path is said twice."""
    items = card.root.walk()
    paths = [item.path for item in items]
    return all(item.exact is not None for item in items) and len(set(paths)) == len(paths) > 1


def said(found: Reconciliation) -> str:
    wrong = [
        f"{row.item.path or 'total'} {row.item.low}: {verdict.kind} {row.row.scores[column].text}"
        for row in found.rows
        for column, verdict in row.verdicts.items()
        if verdict.kind != "agrees" and row.row is not None
    ]
    return "\n".join([*wrong, *(f"{one.kind} {one.path} {one.reported} {one.due}" for one in found.findings)])


# -- its own sheet ------------------------------------------------------------------------------------------


def agrees(rubric: Rubric, known: Facts, form: str) -> None:
    card = score(rubric, known)
    assume(settled(card))
    grade = card.grades[0] if len(card.grades) == 1 else None
    found = reconciled(rubric, known, rows_of(card), form, grade)
    assert found.agreed, said(found)
    assert all(row.row is not None for row in found.rows)
    for tally in found.tallies:
        assert (tally.total, tally.difference, tally.rows, tally.rest) == (card.root.low, 0, 0, 0)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@FEW
def test_the_engines_own_sheet_of_a_rubric_at_hand_agrees(name: str, data: st.DataObject) -> None:
    rubric = rubric_called(name)
    agrees(rubric, data.draw(facts(rubric)), data.draw(st.sampled_from(FORMS)))


@given(cases(), st.sampled_from(FORMS))
@SOME
def test_the_engines_own_sheet_of_a_random_rubric_agrees(case: Case, form: str) -> None:
    agrees(case.rubric, case.facts, form)


# -- one row changed ----------------------------------------------------------------------------------------


@given(cases(), st.data())
@SOME
def test_a_changed_row_is_found_by_exactly_its_amount(case: Case, data: st.DataObject) -> None:
    card = score(case.rubric, case.facts)
    assume(settled(card))
    leaves = [
        i for i in card.root.walk() if not i.items and i.path and shortest_places(i.low, 10) is not None
    ]
    assume(leaves)
    item = data.draw(st.sampled_from(leaves))
    delta = Fraction(data.draw(st.integers(-500, 500).filter(bool)), 100)
    rows = rows_of(card, {item.path: item.low + delta})
    found = reconciled(case.rubric, case.facts, rows, data.draw(st.sampled_from(FORMS)))
    assert not found.agreed
    for row in found.rows:
        verdict = row.verdicts["self"]
        if row.item.path == item.path:
            assert verdict.kind in ("differs", "rounding", "reading")
            assert verdict.difference == delta
        else:
            assert verdict.kind == "agrees", said(found)
    (tally,) = found.tallies
    assert (tally.rows, tally.difference) == (delta, 0)
    assert tally.rows + (tally.rest or 0) == tally.difference


@given(facts(rubric_called("department-zhanjiang")), st.data())
@FEW
def test_sums_that_follow_a_changed_row_are_no_faults_of_their_own(known: Facts, data: st.DataObject) -> None:
    rubric = rubric_called("department-zhanjiang")
    card = score(rubric, known)
    assume(settled(card))
    item = data.draw(st.sampled_from([i for i in card.root.walk() if not i.items and i.low >= 1]))
    delta = -Fraction(data.draw(st.integers(1, 100)), 100)
    above = [i for i in card.root.walk() if i.items and (not i.path or item.path.startswith(f"{i.path}/"))]
    changed = {one.path: one.low + delta for one in (item, *above)}
    found = reconciled(rubric, known, rows_of(card, changed), "csv")
    kinds = {row.item.path: row.verdicts["self"].kind for row in found.rows}
    assert {kinds[one.path] for one in above} == {"parts"}, said(found)
    assert not found.findings
    assert [(t.rows, t.difference, t.rest) for t in found.tallies] == [(delta, delta, 0)]


@given(facts(rubric_called("department-zhanjiang")), st.data())
@FEW
def test_a_sum_that_does_not_add_up_is_found_by_as_much(known: Facts, data: st.DataObject) -> None:
    rubric = rubric_called("department-zhanjiang")
    card = score(rubric, known)
    assume(settled(card))
    group = data.draw(st.sampled_from([i for i in card.root.walk() if i.items]))
    delta = Fraction(data.draw(st.integers(-100, 100).filter(bool)), 100)
    found = reconciled(rubric, known, rows_of(card, {group.path: group.low + delta}), "yaml")
    sums = [(one.path, one.reported, one.due) for one in found.findings if one.kind == "sum"]
    assert (group.path, group.low + delta, group.low) in sums
    # A group that is off takes the whole with it, unless the whole was written as it was.
    assert {path for path, _, _ in sums} <= {group.path, ""}
    assert [tally.rows for tally in found.tallies] == [0]


@given(cases(), st.data())
@SOME
def test_any_sheet_of_any_facts_is_told_in_every_form_and_the_totals_add_up(
    case: Case, data: st.DataObject
) -> None:
    known = data.draw(st.sampled_from((case.facts, data.draw(opened(case.facts, case.rubric)))))
    card = score(case.rubric, known)
    values = st.sampled_from((Fraction(0), Fraction(1), Fraction(5, 2), Fraction(10), Fraction(-1)))
    changed = {item.path: data.draw(values) for item in card.root.walk() if data.draw(st.booleans())}
    rows = [row for row in rows_of(card, changed) if data.draw(st.integers(0, 5))]
    assume(any(row[2] != "不适用" for row in rows))
    assume(len({row[0] for row in rows}) == len(rows))
    assume("合计" in {row[0] for row in rows})
    found = reconciled(case.rubric, known, rows, data.draw(st.sampled_from(("yaml", "csv"))))
    for tally in found.tallies:
        if tally.difference is not None:
            assert tally.rest is not None
            assert tally.rows + tally.rest == tally.difference
    for row in found.rows:
        for verdict in row.verdicts.values():
            assert verdict.within is None or row.item.exact is None
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        text = render_reconcile(found, language=language, width=80, colour=False)
        assert all(cell_len(line) <= 80 for line in text.splitlines())
        assert json.dumps(reconcile_json(found, language))
        table = list(csv.reader(sheet_csv(found, language).splitlines()))
        assert len(table) > len(found.rows)


def test_what_does_not_apply_is_said_in_many_ways() -> None:
    assert {"不适用", "n/a", "/"} <= NONE
