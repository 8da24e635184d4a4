"""The audit: every page of docs/checks shows what it finds, and what loads is looked through without a crash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rubric import load_rubric, load_rubric_text
from rubric.audit import CHECKS, CODES, Finding, audit, findings_json, render_findings
from rubric.load import CATALOG
from rubric.model import Rubric
from rubric.report import render_problems
from tests.test_docs import headed
from tests.test_patterns import PATTERNS, loaded

PAGES = Path(__file__).parents[2] / "docs/checks"
BROKEN = Path(__file__).parents[1] / "broken"
BLOCK = re.compile(r"^## (Avoid|Prefer)\b.*?^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CATALOGUE = sorted(path.parent.name for path in CATALOG.glob("*/rubric.yaml"))


def read(text: str) -> Rubric:
    rubric, problems = load_rubric_text(headed(text))
    assert rubric is not None, render_problems(problems, "en")
    return rubric


def blocks(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"Avoid": [], "Prefer": []}
    for kind, body in BLOCK.findall((PAGES / f"{name}.md").read_text("utf-8")):
        found[kind].append(body)
    return found


def names(findings: list[Finding]) -> list[str]:
    return [finding.check for finding in findings]


# -- pages -------------------------------------------------------------------------------------------


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == CHECKS.keys()


@pytest.mark.parametrize("name", CHECKS)
def test_what_a_page_says_to_avoid_is_found_and_nothing_else(name: str) -> None:
    avoid = blocks(name)["Avoid"]
    assert avoid
    for body in avoid:
        assert names(audit(read(body))) == [name]


@pytest.mark.parametrize("name", CHECKS)
def test_what_a_page_says_to_prefer_is_free_of_findings(name: str) -> None:
    prefer = blocks(name)["Prefer"]
    assert prefer
    for body in prefer:
        assert names(audit(read(body))) == []


# -- texts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHECKS)
def test_a_finding_says_what_where_why_and_what_to_do_in_both_languages(name: str) -> None:
    (finding,) = audit(read(blocks(name)["Avoid"][0]))
    assert finding.place is not None
    assert finding.page == f"docs/checks/{name}.md"
    zh, en = ([finding.message(lang), finding.effect(lang), finding.advice(lang)] for lang in ("zh", "en"))
    assert all(text.endswith("。") for text in zh)
    assert all(text.endswith(".") for text in en)
    for lang in ("zh", "en"):
        shown = render_findings([finding], lang)
        assert all(part in shown for part in (finding.code, finding.page, "^"))
        (plain,) = findings_json([finding], lang)["findings"]
        assert (plain["check"], plain["code"], plain["line"]) == (name, finding.code, finding.place.line)


KINDS = [kind for kind in Finding.__subclasses__() if kind.__module__.startswith("rubric.audit.")]


def test_every_kind_has_a_code_of_its_own() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)
    assert {kind.check for kind in KINDS} == CHECKS.keys()
    assert {kind.code: kind.check for kind in KINDS} == CODES
    assert all(re.fullmatch(r"A\d{3}", kind.code) for kind in KINDS)


# -- what loads --------------------------------------------------------------------------------------

# A pattern is cut down to what it shows, so a few have what a whole table should not.
KNOWN = {
    "28-justification": ["never-lost"],
    "g01-step-short-of-full": ["repeated-formula"],
    "g02-change-far-above": ["repeated-formula"],
    "g08-judgement-empty-level": ["empty-level"],
    "g11-definition-decides": ["repeated-formula"],
}


@pytest.mark.parametrize("path", sorted(PATTERNS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_pattern_of_a_real_table_has_only_the_findings_that_are_known(path: Path) -> None:
    findings = audit(loaded(path))
    assert names(findings) == KNOWN.get(path.stem, [])
    render_findings(findings, "zh")


IN_CATALOGUE: dict[str, list[str]] = {}


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_rubric_of_the_catalogue_has_only_the_findings_that_are_known(name: str) -> None:
    rubric, problems = load_rubric(name)
    assert rubric is not None, render_problems(problems, "en")
    findings = audit(rubric)
    assert [finding for finding in findings if finding.severity == "error"] == []
    assert names(findings) == IN_CATALOGUE.get(name, [])


def test_the_index_names_every_kind_with_its_code_and_severity() -> None:
    index = (PAGES / "README.md").read_text("utf-8")
    for kind in KINDS:
        head = (PAGES / f"{kind.check}.md").read_text("utf-8").splitlines()[2]
        assert f"`{kind.code}`" in head
        assert kind.severity in head
        row = next(line for line in index.splitlines() if line.startswith(f"| {kind.code} "))
        assert f"[{kind.check}]({kind.check}.md)" in row
        assert kind.severity in row


def test_what_the_index_says_is_refused_when_read_is_refused_so() -> None:
    index = (PAGES / "README.md").read_text("utf-8")
    expected = (BROKEN / "expected.yaml").read_text("utf-8")
    links = re.findall(r"\[([A-Z]\d{3})\]\(\.\./\.\./tests/broken/([\w.-]+)\)", index)
    assert len(links) > 15
    for code, name in links:
        assert load_rubric(BROKEN / name)[0] is None
        assert f'{name}:\n  code: "{code}"' in expected


def test_every_page_says_whether_there_is_one_right_repair() -> None:
    with_repair = {kind.check for kind in KINDS if "repair" in vars(kind)}
    for name in CHECKS:
        assert "## Repair 修复\n" in (page := (PAGES / f"{name}.md").read_text("utf-8"))
        assert ("`--fix`" in page) == (name in with_repair)


def test_names_and_codes_choose_what_is_looked_for() -> None:
    rubric = read(blocks("rounded-and-exact")["Avoid"][0])
    assert [finding.code for finding in audit(rubric, ["A020"])] == ["A020"]
    assert audit(rubric, ["A021"]) == []
    assert audit(rubric, but=["A020"]) == []
    assert audit(rubric, ["rounded-and-exact"], but=["rounded-and-exact"]) == []
    with pytest.raises(KeyError):
        audit(rubric, ["no-such-check"])
