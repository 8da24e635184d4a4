"""Every case of ``patterns/`` and every published example, rendered in every form: nothing is cut or lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.cells import cell_len

from engine import load_facts_text, score
from engine.explain import group_lines, losses, reasons
from engine.facts import load_facts
from engine.render.contract import json_schema
from engine.render.json import to_json
from engine.render.markdown import render_markdown
from engine.render.terminal import render_explain, render_text
from engine.scorecard import ItemScore, Scorecard
from rubric.load import load_rubric
from rubric.problems import Language
from tests.test_patterns import PATTERNS, facts_text, loaded, pattern

EXAMPLES = Path(__file__).parents[2] / "examples"
PUBLISHED = {
    "zhanjiang": ("department-zhanjiang", "zhanjiang-2023/facts.yaml"),
    "zhanjiang-open": ("department-zhanjiang", "zhanjiang-2023/facts-open.yaml"),
    "hunan": ("department-hunan", "hunan/facts.yaml"),
    "project-a": ("project-self-evaluation", "project-a/facts.yaml"),
    "project-b": ("project-self-evaluation", "project-b/facts.yaml"),
    "hdi": (str(EXAMPLES / "hdi/rubric.yaml"), "hdi/facts.yaml"),
    "cvss31": (str(EXAMPLES / "cvss31/rubric.yaml"), "cvss31/facts.yaml"),
}
NAMES = [*sorted(path.stem for path in PATTERNS.glob("*.yaml")), *PUBLISHED]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FIGURE = re.compile(r"\d+(?:\.\d+)?")
SIGNS = re.compile(r"[\s█▏▎▍▌▋▊▉░·]")


@cache
def cards_of(name: str) -> tuple[Scorecard, ...]:
    """The scorecards of one pattern, or of one example."""
    if name in PUBLISHED:
        rubric, _ = load_rubric(PUBLISHED[name][0])
        assert rubric is not None
        facts, _ = load_facts(EXAMPLES / PUBLISHED[name][1], rubric)
        assert facts is not None
        return (score(rubric, facts),)
    return tuple(_cases(PATTERNS / f"{name}.yaml"))


def _cases(path: Path) -> Iterator[Scorecard]:
    rubric = loaded(path)
    for case in pattern(path)["cases"]:
        facts, _ = load_facts_text(facts_text(case["facts"]), rubric)
        if facts is not None:
            yield score(rubric, facts)


def pages(card: Scorecard, language: Language, width: int) -> Iterator[str]:
    yield render_text(card, language=language, width=width, colour=False)
    paths = [item.path for item in card.root.walk()]
    yield render_explain(card, paths, language=language, width=width, colour=False)


@pytest.mark.parametrize(
    ("name", "width"),
    [*((name, width) for name in NAMES for width in (80, 120)), *((name, 40) for name in PUBLISHED)],
)
def test_no_line_is_wider_than_the_page_and_none_has_an_escape(name: str, width: int) -> None:
    for card in cards_of(name):
        for language in LANGUAGES:
            for page in pages(card, language, width):
                assert max(cell_len(line) for line in page.splitlines()) <= width
                assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", page)


@pytest.mark.parametrize("name", NAMES)
def test_names_are_never_cut(name: str) -> None:
    for card in cards_of(name):
        shown = SIGNS.sub("", render_text(card, language="zh", width=80, colour=False))
        assert all(SIGNS.sub("", item.name) in shown for item in card.root.walk()[1:])
        written = render_markdown(card, "en").replace("\\", "")
        assert all(item.name in written for item in card.root.walk()[1:])


@pytest.mark.parametrize("name", NAMES)
def test_json_is_what_its_schema_says(name: str) -> None:
    schema = jsonschema.Draft202012Validator(json_schema())
    for card in cards_of(name):
        for language in LANGUAGES:
            schema.validate(to_json(card, language))


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_total_is_in_the_scorecard(name: str) -> None:
    for card in cards_of(name):
        value = to_json(card, "zh")
        held = {Fraction(x) for x in (value["points"], value["score"], *(value["range"] or ())) if x}
        first = render_text(card, language="zh", width=120, colour=False).split("\n\n")[1]
        total = re.split("[█▏▎▍▌▋▊▉░·]", first)[0].split("   ")[1]
        if "≈" not in total:
            assert {Fraction(x) for x in FIGURE.findall(total)} <= held
            assert total.split(" / ")[0] in render_markdown(card, "en").replace("\\", "")


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_in_the_table_adds_up_as_printed(name: str) -> None:
    for item in (item for card in cards_of(name) for item in card.root.walk()):
        if item.items and item.exact is not None and item.combine in ("sum", "weighted"):
            parts = sum((child.low for child in item.items), Fraction(0))
            assert parts + sum((line.amount for line in group_lines(item, "zh")), Fraction(0)) == item.low


@pytest.mark.parametrize("name", NAMES)
def test_every_step_is_named_and_every_leaf_has_a_reason(name: str) -> None:
    for card in cards_of(name):
        for item in card.root.walk()[1:]:
            for language in LANGUAGES:
                said = " ".join(reasons(item, language))
                assert said or item.items
                assert len(group_lines(item, language)) >= (len(item.steps) if item.items else 0)


@pytest.mark.parametrize("name", NAMES)
def test_losses_of_a_table_that_adds_are_what_the_total_lost(name: str) -> None:
    for card in cards_of(name):
        if card.root.exact is None or not _plain(card.root):
            continue
        lost = sum((view.lost for view in losses(card, "zh")), Fraction(0))
        assert lost == card.root.lost


def _plain(root: ItemScore) -> bool:
    """Whether nothing but items that are added, and steps that take away, made the total."""
    groups = [item for item in root.walk() if item.items]
    odd = any(item.difference or any(step.kind == "held" for step in item.steps) for item in groups)
    adds = all(item.combine in ("sum", "weighted", "best", "worst") for item in groups)
    return adds and not odd and not any(item.bonus for item in root.walk())


def told(name: str, number: int, language: Language = "zh", width: int = 100) -> str:
    return render_text(cards_of(name)[number - 1], language=language, width=width, colour=False)


SAID: list[tuple[str, int, Language, str]] = [
    ("01-proportional-capped", 1, "zh", "20 × 195.5 ÷ 200 = 19.55（完成 97.75%）"),
    ("01-proportional-capped", 2, "zh", "210 ÷ 200 = 105%，超过目标，以满分计"),
    ("01-proportional-capped", 3, "zh", "119.99 ÷ 200 = 59.995%，未到起计比例"),
    ("01-proportional-capped", 5, "zh", "无法计分：目标“预算数”为 0"),
    ("01-proportional-capped", 5, "en", "the rubric gives 20 for a target of 0"),
    ("02-reverse-ratio", 2, "zh", "10 × 10 ÷ 15 ≈ 6.6667（反比，≈66.67%）"),
    ("03-reverse-linear", 2, "en", "10 × (30 − 15) ÷ (30 − 10) = 7.5 (linear, 75%)"),
    ("04-equal-target", 2, "zh", "其余情形：actual 101 = due 100 不成立"),
    ("05-step-deduction", 3, "zh", "500 ÷ 50 = 1000%，高于 100%（−9，最多 9）"),
    ("05-step-deduction", 3, "zh", "扣完为止"),
    ("06-two-sided-deviation", 3, "zh", "扣至最低 25 为止"),
    ("08-threshold", 1, "zh", "达到90%：900 ÷ 1000 ≥ 90%"),
    ("10-checklist-deductive", 1, "zh", "缺：无虚列（−1）"),
    ("11-accrual-capped", 3, "en", "media reports: media_reports = 3 (+1.5); held at 1"),
    ("14-grade-to-points", 1, "en", "audit = clean, published = yes"),
    ("15-item-veto", 2, "zh", "缺必备要点：设定了目标，本项不得分"),
    ("15-item-veto", 2, "zh", "否决：有县区未发文"),
    ("16-grade-override", 2, "zh", "改判  不合格：弄虚作假，得分不变"),
    ("16-total-veto", 2, "zh", "−95.00  总分"),
    ("17-ceiling-on-an-item", 1, "zh", "上限：成本指标数 = 0，等于 0，至多 5（−3）"),
    ("18-over-achievement", 2, "zh", "必需：未附则评分不完整"),
    ("19-either-or", 1, "zh", "择优：取“按变动率”"),
    ("19-either-or", 1, "en", "the worst: 结余率"),
    ("20-not-applicable-full-zero", 2, "zh", "不适用（有新建项目 = 否），按满分计"),
    ("20-not-applicable-redistribute", 2, "zh", "3 × 100% = 3；分摊 × 5/3 = 5"),
    ("20-not-applicable-rescale", 2, "zh", "分值退出，全表折算"),
    ("22-bonus-beyond", 2, "zh", "失分 11.00    加分 +7.00"),
    ("22-bonus-held", 2, "zh", "超过满分的部分不计"),
    ("24-interpolate", 1, "zh", "投入率 = 80%，在 60%（0 分）与 100%（5 分）之间插值"),
    ("24-interpolate", 2, "en", "投入率 = 50%, below 60%: counts as the end point"),
    ("24-interpolate", 4, "zh", "无法计分：投入率 = 120%，在插值各点 [0%, 100%] 之外"),
    ("25-weighted-levels", 1, "zh", "加权合计"),
    ("27-consistency", 1, "zh", "1.01 + 2.02 = 3.03，表列 3.04，差 −0.01：在舍入之内"),
    ("27-consistency", 2, "en", "abs(89.9% − 100%) = 10.1%, due ≤ 10%: does not hold (warning)"),
    ("28-justification", 3, "en", "evidence (rate 80% < 90%); incomplete without it"),
    ("29-rounding-by-stage", 1, "en", "the sum is rounded to 1 place"),
    ("g07-ceiling-by-execution", 2, "zh", "执行率 = 79.99%，不低于 70% 且低于 80%，至多 89"),
    ("hdi", 1, "en", "mean: (0.75 + 0.6) ÷ 2 = 0.675"),
    ("hdi", 1, "en", "(80% × 67.5% × ≈75.69%)^(1/3) ≈ 74.21%"),
]


@pytest.mark.parametrize(("name", "number", "language", "said"), SAID)
def test_the_page_says_what_happened(name: str, number: int, language: Language, said: str) -> None:
    page = told(name, number, language, width=200)
    assert re.sub(r"\s+", " ", said) in re.sub(r"\s+", " ", page)
    written = re.sub(r"\s+", " ", render_markdown(cards_of(name)[number - 1], language).replace("\\", ""))
    if "  " not in said:
        assert said in written


def test_the_json_holds_steps_values_duties_and_checks() -> None:
    value: Any = to_json(cards_of("20-not-applicable-redistribute")[1], "zh")
    [step] = value["items"][0]["items"][1]["trace"]["steps"]
    assert (step["kind"], step["amount"]) == ("redistribute", "2")
    value = to_json(cards_of("18-over-achievement")[1], "zh")
    assert value["requires"][0]["blocking"] is True
    assert value["items"][0]["trace"]["values"][0]["value"] == "13/10"
    value = to_json(cards_of("27-consistency")[1], "zh")
    assert [check["holds"] for check in value["checks"]] == [False, False]
    assert value["checks"][1]["slack"] == "-1/50"
