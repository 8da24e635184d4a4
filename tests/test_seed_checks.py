"""The cross-checks of a published report, each with its verdict and what can be worked out from it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine import load_facts, load_facts_text, score
from engine.questions.verify.answer import verify
from rubric.load import load_rubric, load_rubric_text
from rubric.report import render_problems
from rubric.source import read_source, read_yaml

if TYPE_CHECKING:
    from engine.questions.verify.judge import Judged

ROOT = Path(__file__).parents[1]
SEED = ROOT.parent / "shared" / "seed"
EXAMPLE = ROOT / "examples" / "zhanjiang-2023"
VERDICTS = {
    "holds_exact": "exact",
    "holds_within_rounding": "within_rounding",
    "holds_truncated_only": "only_if_truncated",
    "contradicts": "contradicted",
    "fails": "contradicted",
    "consistent_if_assumed": "solved",
}
ASKED = [
    *(f"A0{n}" for n in range(1, 9)),
    *(f"B0{n}" for n in range(1, 6)),
    *("C01", "C02", "C03", "C11"),
    *(f"D0{n}" for n in range(1, 7)),
]
NAME = re.compile(r"[a-z]\w*(?:\.\w+)+")
UNKNOWN = re.compile(r"任务数|上年数")
WORKED_OUT = re.compile(r"(\d+)–(\d+)（(\d+)个）")

pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the report's data is not here")


def listed(name: str) -> dict[str, Any]:
    source, _ = read_source(SEED / name)
    assert source is not None
    entries, problems = read_yaml(source)
    assert not problems
    return {str(entry["id"]): entry for entry in entries}  # type: ignore[index, union-attr]  # a list of mappings


@cache
def seed() -> dict[str, Any]:
    return {name: entry for name, entry in listed("checks.yaml").items() if name in ASKED}


def plain(name: str) -> str:
    return name.replace(".", "_")


@cache
def judged() -> dict[str, Judged]:
    """The checks as they stand in the data, with the facts that they read, and nothing said twice."""
    known = listed("facts.yaml")
    facts, values, checks = [], [], []
    for name in sorted({name for entry in seed().values() for name in NAME.findall(entry["expr"])}):
        rate = known[name]["unit"] == "%"
        facts.append(f"  {plain(name)}: {{单位: '%'}}" if rate else f"  {plain(name)}: {{}}")
        unit = ", 单位: '%'" if rate else ""
        values.append(f"  {plain(name)}: {{值: {known[name]['value']}{unit}}}")
    for name, entry in seed().items():
        # A fact in % is a share here, so that nothing is multiplied by a hundred.
        that = NAME.sub(lambda found: plain(found[0]), entry["expr"]).replace(" * 100", "")
        unknown = UNKNOWN.search(that)
        solve = f", 求解: {{未知: {unknown[0]}, 整数: 是}}" if unknown else ""
        checks.append(f"  {name}: {{式: {that}, 容差: 末位, 严重: 警告{solve}}}")
    head = "评分表: 例\n满分: 1\n舍入: 不舍入\n指标: {项: {分值: 1, 公式: 分值}}\n"
    rubric, problems = load_rubric_text("\n".join([head, "事实:", *facts, "核对:", *checks, ""]))
    assert rubric is not None, render_problems(problems, "en")
    given, problems = load_facts_text("\n".join(["事实:", *values, ""]), rubric)
    assert given is not None, render_problems(problems, "en")
    found = verify(rubric, given, score(rubric, given))
    return {one.check.name: one for one in found.judged}


@cache
def shipped() -> dict[str, Judged]:
    rubric, problems = load_rubric(EXAMPLE / "checks.yaml")
    assert rubric is not None, render_problems(problems, "en")
    facts, problems = load_facts(EXAMPLE / "checks-facts.yaml", rubric)
    assert facts is not None, render_problems(problems, "en")
    return {one.check.name.split()[0]: one for one in verify(rubric, facts, score(rubric, facts)).judged}


def test_all_that_is_asked_for_is_there() -> None:
    assert set(ASKED) == set(seed()) == set(judged())
    assert set(ASKED) <= set(shipped())


@pytest.mark.parametrize("name", ASKED)
def test_a_check_has_the_verdict_of_the_data(name: str) -> None:
    verdict = VERDICTS[str(seed()[name]["verdict"])]
    assert judged()[name].verdict == verdict
    assert shipped()[name].verdict == verdict


@pytest.mark.parametrize("name", [name for name in ASKED if name.startswith("D")])
def test_what_is_worked_out_is_what_the_data_says(name: str) -> None:
    found = WORKED_OUT.search(str(seed()[name]["computed"]))
    assert found is not None
    for one in (judged()[name], shipped()[name]):
        (members,) = one.whole
        assert (members.first, members.last, members.count) == tuple(map(int, found.groups()))


def test_the_figures_of_the_example_are_those_of_the_report() -> None:
    """Each figure of the example is printed in the report as it stands in its facts file."""
    report = (SEED / "report-2023.txt").read_text("utf-8")
    given = re.findall(r"值: ([\d.]+%?)", (EXAMPLE / "checks-facts.yaml").read_text("utf-8"))
    assert len(given) > 40
    assert not [text for text in given if text not in report]
