"""Comments that leave a check out: found where YAML has comments, heeded with a reason only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubric.audit import CHECKS, audit
from rubric.audit.comments import comments, ignores
from rubric.place import Source
from tests.test_docs import headed
from tests.unit.test_audit import blocks, names, read

TEXT = """\
a: 1 # rubric: ignore same-band - because
# 忽略 A001、same-band：理由在此
b: "x # 忽略 same-band：no"
c: |  # 忽略 same-band：the line that opens a block
  text # 忽略 same-band：in the block

# 忽略 never-full
# rubric: ignore
d: 'it # x' # rubric: ignore: reason
e: {x: [1, "# y"], z: a#b}  #忽略 x - y
# 忽略了这一条
f: >-
  text
# rubric:ignore A001 -- why
g: 1
"""


def test_what_a_comment_asks_for() -> None:
    found = [(one.line, [name for name, _ in one.names], one.reason) for one in ignores(Source.of_text(TEXT))]
    assert found == [
        (1, ["same-band"], "because"),
        (3, ["A001", "same-band"], "理由在此"),
        (4, ["same-band"], "the line that opens a block"),
        (9, ["never-full"], ""),
        (9, [], ""),
        (9, [], "reason"),
        (10, ["x"], "y"),
        (15, ["A001"], "why"),
    ]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=30))
def test_a_sign_in_quotes_is_no_comment(text: str) -> None:
    quoted = text.replace("'", "''")
    source = Source.of_text(f"a: 'x # {quoted}'\nb: 1 # {text}\n")
    assert [place.line for place in comments(source)] == [2]


@pytest.mark.parametrize("name", sorted(CHECKS.keys() - {"ignore-comment"}))
def test_a_comment_on_its_line_or_before_silences_a_finding_and_nothing_else(name: str) -> None:
    body = headed(blocks(name)["Avoid"][0])
    (finding,) = audit(read(body))
    assert finding.place is not None
    lines = body.splitlines()
    at = finding.place.line - 1
    for by in (finding.code, name):
        here = [*lines[:at], f"{lines[at]}  # rubric: ignore {by} - as agreed", *lines[at + 1 :]]
        before = [*lines[:at], f"# 忽略 {by}：已经商定", *lines[at:]]
        assert names(audit(read("\n".join(here)))) == []
        assert names(audit(read("\n".join(before)))) == []
        no_reason = [*lines[:at], f"# 忽略 {by}", *lines[at:]]
        assert sorted(names(audit(read("\n".join(no_reason))))) == sorted([name, "ignore-comment"])
    elsewhere = [*lines, "# rubric: ignore {name} - too late"]
    assert name in names(audit(read("\n".join(elsewhere))))


LATE = """
事实: {率: {单位: "%", 范围: "[0%, 100%]"}}
指标:
  甲: {分值: 10, 公式: 分值 * 率}  # 忽略 NAME：理由
"""


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("never-full", ["A024"]),
        ("A002", ["A024"]),
        ("never-ful", ["A023"]),
        ("never-full、A00", ["A023", "A024"]),
    ],
)
def test_what_silences_nothing_is_told(name: str, codes: list[str]) -> None:
    found = audit(read(LATE.replace("NAME", name)))
    assert sorted(finding.code for finding in found) == codes


def test_it_is_not_told_of_checks_that_were_not_made() -> None:
    rubric = read(LATE.replace("NAME", "never-full"))
    assert audit(rubric, ["same-band", "ignore-comment"]) == []
    assert audit(rubric, but=["never-full"]) == []
    assert names(audit(rubric, ["never-full", "ignore-comment"])) == ["ignore-comment"]
