"""Tests as data: what may be expected and when it is met, what differs from a base, and every way to go wrong.

The docstring-like texts are files of tests for ``RUBRIC``; what they come to was worked out by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.proof import cases_problems
from engine.proof.cases_found import Finder
from engine.proof.cases_run import run_suite
from engine.proof.cases_update import changes, write
from rubric.problems import Problem
from rubric.report import render_problems

if TYPE_CHECKING:
    from engine.proof.cases_run import Outcome, Run

RUBRIC = """\
评分表: 例
满分: 30
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
等级: {按: 舍入后, 优: "[24, 30]", 良: "[18, 24)", 差: "[0, 18)"}
事实:
  完成率: {单位: "%", 范围: "[0%, 200%]"}
  超编: {类型: 整数, 单位: 人, 范围: "[0, inf)"}
  有采购: {类型: 是否}
  采购率: {单位: "%", 范围: "[0%, inf)"}
指标:
  产出:
    分值: 20
    等级: {按: 舍入后, 高: "[10, 20]", 低: "[0, 10)"}
    指标:
      完成: {分值: 10, 分档: {量: 完成率, 档: {"[95%, inf)": 10, "[80%, 95%)": 6, "(-inf, 80%)": 0}}}
      人员: {分值: 6, 扣分: [{量: 超编, 每: 1, 扣: 0.5, 计数: 足额, 因: 超编}]}
      采购: {分值: 4, 适用: 有采购, 不适用: 满分, 公式: 分值 * 采购率, 封顶: 是}
  管理:
    分值: 10
    指标:
      制度: {分值: 4, 要点: {甲: 2, 乙: 2}}
      评价: {分值: 6, 评定: {等次: {达成: "[80%, 100%]", 未达成: "[0%, 80%)"}}}
"""
BASE = """\
基准:
  事实: {完成率: 95%, 超编: 0, 有采购: 否, 制度: {甲: 是, 乙: 是}}
  评定: {评价: {等次: 达成, 得分率: 100%, 理由: 样例}}
样例:
"""


def folder_with(folder: Path, tests: str, rubric: str = RUBRIC) -> Path:
    (folder / "rubric.yaml").write_text(rubric, "utf-8")
    path = folder / "rubric.test.yaml"
    path.write_text(tests, "utf-8")
    return path


def read(path: Path) -> tuple[Run | None, list[Problem]]:
    finder = Finder()
    finder.find([str(path)])
    return (None, finder.problems) if finder.problems else (run_suite(finder.suites[0]), [])


def outcomes(folder: Path, tests: str, rubric: str = RUBRIC) -> tuple[Outcome, ...]:
    run, problems = read(folder_with(folder, tests, rubric))
    assert run is not None, render_problems(problems, "en")
    return run.outcomes


def one(folder: Path, facts: str, expect: str, more: str = "") -> Outcome:
    lines = f"  - 名称: 一\n    事实: {facts}\n    期望: {expect}\n{more}"
    return outcomes(folder, BASE + lines)[0]


# -- every kind of expectation, met and not met --------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "met", "not_met", "got"),
    [
        ("{}", "{总分: 30}", "{总分: 29.99}", "30"),
        ("{}", "{total: 30}", "{total: 31}", "30"),
        ("{完成率: 94.99%}", "{产出/完成: 6}", "{产出/完成: 10}", "6"),
        ("{完成率: 94.99%}", "{完成: 6}", "{完成: 0}", "6"),
        ("{超编: 3}", "{人员: 9/2}", "{人员: 4/3}", "4.5"),
        ("{}", "{等级: 优}", "{等级: 良}", "优"),
        ("{}", "{产出: {等级: 高}}", "{产出: {等级: 低}}", "高"),
        ("{}", "{产出: {得分: 20, 等级: 高}}", "{产出: {得分: 19}}", "20"),
        ("{}", "{采购: 不适用}", "{完成: 不适用}", "10"),
        ("{}", "{采购: 4}", "{采购: 0}", "4（不适用）"),
        ("{}", "{采购: not_applicable}", "{采购: 不计分}", "不适用"),
        ("{完成率: }", "{完成: 不计分}", "{完成: 10}", "0 – 10（未定）"),
        ("{完成率: }", '{完成: "[0, 10]"}', '{完成: "[0, 9]"}', "0 – 10"),
        ("{完成率: }", "{总分: [20, 30]}", "{总分: [21, 30]}", "20 – 30"),
        ("{完成率: }", "{等级: [优, 良]}", "{等级: 优}", "优、良"),
        ("{完成率: 95}", "{问题: F608}", "{问题: F604}", "F608"),
        ("{完成率: 95, 丁: 1}", "{问题: [F602, F608]}", "{问题: F602}", "F608、F602"),
        ("{}", "{总分: 30, 等级: 优}", "{问题: F602}", "30"),
        ("{完成率: 95}", "{问题: F608}", "{总分: 20}", "F608"),
    ],
)
def test_an_expectation_is_met_or_it_fails(
    facts: str, met: str, not_met: str, got: str, tmp_path: Path
) -> None:
    assert one(tmp_path, facts, met).failures == ()
    failed = one(tmp_path, facts, not_met)
    assert [failure.got("zh") for failure in failed.failures] == [got]
    assert not failed.passed


def test_a_number_may_be_off_by_the_tolerance_and_no_more(tmp_path: Path) -> None:
    for within, passes in (("0.5", True), ("0.49", False)):
        assert one(tmp_path, "{超编: 3}", "{人员: 5}", f"    容差: {within}\n").passed is passes
    assert one(tmp_path, "{超编: 3}", "{人员: {得分: 5, 容差: 0.5}}").passed
    assert one(tmp_path, "{完成率: }", '{完成: "[0, 9.5]"}', "    within: 0.5\n").passed
    shared = BASE.replace("样例:", "容差: 1\n样例:") + "  - {名称: 一, 期望: {总分: 29}}\n"
    assert outcomes(tmp_path, shared)[0].passed


def test_an_expectation_with_nothing_behind_it_fails(tmp_path: Path) -> None:
    failed = one(tmp_path, "{}", "{总分: , 等级: }")
    assert [failure.got("zh") for failure in failed.failures] == ["30", "优"]


# -- what differs from the base -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        "{甲: 否}",
        "{制度/甲: 否}",
        "{管理/制度/甲: 否}",
        "{制度: {甲: 否}}",
        "{管理/制度: {甲: 否}}",
        "{制度: {甲: {值: 否, 来源: 报告}}}",
    ],
)
def test_a_fact_takes_the_place_of_the_one_in_the_base_whatever_it_is_called(
    facts: str, tmp_path: Path
) -> None:
    assert one(tmp_path, facts, "{制度: 2, 总分: 28}").passed


def test_a_judgement_takes_the_place_of_the_one_in_the_base(tmp_path: Path) -> None:
    judged = "    评定: {管理/评价: {等次: 未达成, 得分率: 50%, 理由: 另评}}\n"
    assert one(tmp_path, "{}", "{评价: 3}", judged).passed
    assert one(tmp_path, "{}", '{评价: "[0, 6]"}', "    评定: {评价: }\n").passed


def test_facts_are_read_as_a_facts_file_is(tmp_path: Path) -> None:
    assert one(tmp_path, "{完成率: 约 94% ± 2%}", '{完成: "[6, 10]"}').passed
    assert one(tmp_path, "{完成率: {值: 94, 单位: '%'}}", "{完成: 6}").passed


def test_a_base_may_be_a_file_of_any_form(tmp_path: Path) -> None:
    yaml = "事实: {完成率: 80%, 超编: 0, 有采购: 否, 甲: 是, 乙: 是}\n"
    (tmp_path / "b.yaml").write_text(yaml, "utf-8")
    (tmp_path / "b.json").write_text('{"facts": {"完成率": "80%", "超编": null}}', "utf-8")
    (tmp_path / "b.csv").write_text("名称,值\n完成率,80%\n", "utf-8")
    tests = "".join(
        f"- {{名称: {name}, 基准: {name}, 期望: {{完成: 6}}}}\n" for name in ("b.yaml", "b.json", "b.csv")
    )
    assert [outcome.passed for outcome in outcomes(tmp_path, tests)] == [True] * 3


def test_a_table_in_a_base_is_found_from_the_folder_of_the_base(tmp_path: Path) -> None:
    rubric = (
        "评分表: 例\n满分: 10\n舍入: 不舍入\n事实: {表: {类型: 表, 列: {名: {类型: 文字}, 分: {}}}}\n"
        "指标: {甲: {分值: 10, 逐项: {表: 表, 名: 名, 分值: 分, 空表: 零分}, 公式: 分值}}\n"
    )
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/rows.csv").write_text("名,分\n一,4\n二,6\n", "utf-8")
    (tmp_path / "sub/base.yaml").write_text("事实: {表: rows.csv}\n", "utf-8")
    tests = "- {名称: 一, 基准: sub/base.yaml, 期望: {总分: 10, 甲/一: 4, 二: 6}}\n"
    assert outcomes(tmp_path, tests, rubric)[0].passed
    unknown = tests.replace("二: 6", "三: 6")
    assert [problem.code for problem in outcomes(tmp_path, unknown, rubric)[0].wrong] == ["T904"]


def test_tests_stand_in_the_rubric_as_well(tmp_path: Path) -> None:
    own = RUBRIC + "样例:\n  - {名称: 里面, 事实: {完成率: 80%}, 期望: {完成: 6}}\n"
    folder_with(tmp_path, BASE + "  - {名称: 旁边, 期望: {总分: 30}}\n", own)
    for name in (tmp_path, tmp_path / "rubric.yaml"):
        finder = Finder()
        finder.find([str(name)])
        assert finder.problems == []
        assert sorted(str(test.name) for suite in finder.suites for test in suite.tests) == ["旁边", "里面"]
        assert all(outcome.passed for suite in finder.suites for outcome in run_suite(suite).outcomes)


def test_english_tests_are_the_same(tmp_path: Path) -> None:
    tests = (
        "base: {facts: {完成率: 95%, 超编: 0, 有采购: no, 甲: yes, 乙: yes}}\n"
        "tests:\n  - {name: all met, facts: {完成率: 80%}, expect: {完成: 6, total: [20, 26]}}\n"
        "  - {名称: 混, expect: {grade: [优, 良]}, facts: {完成率: 80%}}\n"
    )
    assert [outcome.passed for outcome in outcomes(tmp_path, tests)] == [True, True]


def test_one_fact_under_two_names_is_told_as_in_a_facts_file(tmp_path: Path) -> None:
    assert one(tmp_path, "{甲: 否, 制度/甲: 否}", "{问题: F611}").passed


def test_a_base_that_is_no_mapping_is_told(tmp_path: Path) -> None:
    tests = "基准: {事实: 全部达标}\n样例:\n  - {名称: 一, 事实: {甲: 是}, 期望: {总分: 1}}\n"
    _, problems = read(folder_with(tmp_path, tests))
    assert [problem.code for problem in problems] == ["F612"]


def test_an_item_that_is_called_as_the_whole_is_written_with_a_slash(tmp_path: Path) -> None:
    rubric = RUBRIC.replace("制度:", "总分:")
    tests = BASE.replace("制度:", "总分:") + "  - {名称: 一, 事实: {甲: 否}, 期望: {总分: 28, /总分: 2}}\n"
    assert outcomes(tmp_path, tests, rubric)[0].passed


# -- every problem -----------------------------------------------------------------------------------------

TOO_DEEP = "[" * 80 + "]" * 80
WRONG: list[Any] = [
    ("", "Y107", ""),
    ("# 只有注释\n", "Y107", ""),
    ("你好\n", "R203", "你好"),
    ("样例: 好\n", "R203", "好"),
    ("样例:\n", "R203", "样例"),
    ("基准: {}\n", "R202", ""),
    (f"样例: {TOO_DEEP}\n", "Y106", "["),
    ("a: &x [1]\n样例: *x\n", "Y104", "&x"),
    ("样例:\n  - {名称: 一, 期忘: {总分: 1}}\n", "R201", "期忘"),
    ("样例:\n  - {期望: {总分: 1}}\n", "R202", "{"),
    ("样例:\n  - {名称: 一}\n", "R202", "{"),
    ("样例:\n  - {名称: 一, 期望: 30}\n", "R203", "30"),
    ("样例:\n  - {名称: 一, 期望: {}}\n", "T903", "一"),
    ("样例:\n  - {名称: 一, 期望: {完成: {}}}\n", "T903", "完成"),
    ("样例:\n  - {名称: 一, 期望: {完城: 10}}\n", "T904", "完城"),
    ("样例:\n  - {名称: 一, 期望: {等级: 忧}}\n", "T905", "忧"),
    ("样例:\n  - {名称: 一, 期望: {管理: {等级: 高}}}\n", "T905", "高"),
    ("样例:\n  - {名称: 一, 期望: {总分: 八十}}\n", "T906", "八十"),
    ("样例:\n  - {名称: 一, 期望: {总分: 80%}}\n", "T906", "80%"),
    ("样例:\n  - {名称: 一, 期望: {总分: '[1, 5)'}}\n", "T906", "'[1, 5)'"),
    ("样例:\n  - {名称: 一, 期望: {总分: [5, 1]}}\n", "T906", "[5, 1]"),
    ("样例:\n  - {名称: 一, 期望: {完成: 不适合}}\n", "T906", "不适合"),
    ("样例:\n  - {名称: 一, 期望: {问题: F999}}\n", "T906", "F999"),
    ("样例:\n  - {名称: 一, 期望: {等级: []}}\n", "R203", "[]"),
    ("样例:\n  - {名称: 一, 期望: {总分: 1}}\n  - {名称: 一, 期望: {总分: 1}}\n", "T907", "一"),
    ("样例:\n  - {名称: 一, 期望: {完成: 1, 产出/完成: 1}}\n", "T908", "产出/完成"),
    ("样例:\n  - {名称: 一, 期望: {问题: F602, 完成: 1}}\n", "T909", "完成"),
    ("样例:\n  - {名称: 一, 容差: 几, 期望: {总分: 1}}\n", "R203", "几"),
    ("样例:\n  - {名称: 一, 基准: 无.yaml, 期望: {总分: 1}}\n", "T902", "无.yaml"),
    ("样例:\n  - {名称: 一, 基准: ../外.yaml, 期望: {总分: 1}}\n", "T902", "../外.yaml"),
    ("样例:\n  - {名称: 一, 基准: /etc/passwd.yaml, 期望: {总分: 1}}\n", "T902", "/etc/passwd.yaml"),
    ("样例:\n  - {名称: 一, 基准: 事实.txt, 期望: {总分: 1}}\n", "T902", "事实.txt"),
    ("样例:\n  - {名称: 一, 基准: , 期望: {总分: 1}}\n", "T902", "基准"),
    ("样例:\n  - {名称: 一, 基准: [], 期望: {总分: 1}}\n", "T902", "基准"),
    ("样例:\n  - {名称: 一, 基准: rubric.test.yaml, 期望: {总分: 1}}\n", "T902", "rubric.test.yaml"),
    ("基准: rubric.yaml\n样例:\n  - {名称: 一, 期望: {总分: 1}}\n", "T902", "rubric.yaml"),
    ("基准: {实事: {}}\n样例:\n  - {名称: 一, 期望: {总分: 1}}\n", "F601", "实事"),
    ("评分表: 无.yaml\n样例:\n  - {名称: 一, 期望: {总分: 1}}\n", "T901", "无.yaml"),
    ("评分表: rubric.test.yaml\n样例:\n  - {名称: 一, 期望: {总分: 1}}\n", "T901", "rubric.test.yaml"),
]


@pytest.mark.parametrize(("tests", "code", "marked"), WRONG)
def test_every_mistake_is_told_in_its_place(tests: str, code: str, marked: str, tmp_path: Path) -> None:
    run, problems = read(folder_with(tmp_path, tests))
    assert run is None
    assert code in [problem.code for problem in problems], render_problems(problems, "en")
    problem = next(problem for problem in problems if problem.code == code)
    for language in ("zh", "en"):
        said = render_problems([problem], language)
        assert "None" not in said
        assert "{" not in said.split("\n")[0].removesuffix("{") or "{" in tests
    if marked:
        assert problem.place is not None
        assert problem.place.source.text[problem.place.start :].startswith(marked)


def test_every_kind_of_problem_of_tests_is_met() -> None:
    held = vars(cases_problems).values()
    kinds = {kind.code for kind in held if isinstance(kind, type) and issubclass(kind, Problem) and kind.code}
    assert kinds == {code for _, code, _ in WRONG if code.startswith("T")}


def test_near_misses_are_named(tmp_path: Path) -> None:
    for written, meant in (
        ("完城: 10", "完成"),
        ("等级: 忧", "优"),
        ("完成: 不适", "不适用"),
        ("总份: 1", "总分"),
    ):
        _, problems = read(folder_with(tmp_path, f"样例:\n  - {{名称: 一, 期望: {{{written}}}}}\n"))
        assert f"是不是“{meant}”" in render_problems(problems, "zh") or meant in problems[0].hint("zh")
        assert "Did you mean" in render_problems(problems, "en") or meant == "优"


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = folder_with(tmp_path, "")
    path.write_bytes("样例:\n  - {名称: 一}\n".encode("gbk"))
    assert [problem.code for problem in read(path)[1]] == ["Y101"]


def test_a_file_without_a_rubric_is_told(tmp_path: Path) -> None:
    path = tmp_path / "alone.test.yaml"
    path.write_text("- {名称: 一, 期望: {总分: 1}}\n", "utf-8")
    assert [problem.code for problem in read(path)[1]] == ["T901"]


def test_links_that_lead_round_and_round_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "loop.test.yaml").symlink_to(tmp_path / "loop.test.yaml")
    finder = Finder()
    finder.find([str(tmp_path)])
    assert {problem.code for problem in finder.problems} == {"Y101"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=60), st.text(alphabet="样例:- {}[]名称一期望总分\n,0基准事实完成率%", max_size=80)
    )
)
def test_reading_raises_nothing_on_any_content(tmp_path: Path, content: bytes | str) -> None:
    path = folder_with(tmp_path, "")
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    finder = Finder()
    finder.find([str(path)])
    for suite in finder.suites:
        run_suite(suite)


# -- writing what came out ---------------------------------------------------------------------------------

WRITTEN = st.sampled_from(
    [
        "30", "'1'", '"[1, 2]"', "[1, 2]", "不适用", "not_applicable", "'不计分'", "unscored", "", "7/3",
    ]
)  # fmt: skip
GRADED = st.sampled_from(["优", "'差'", '"良"', "[优, 差]", ""])
RATE = st.sampled_from(["95%", "94.99%", "0%", ""])
STAFF = st.sampled_from(["0", "1", "100", ""])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(RATE, STAFF, WRITTEN, WRITTEN, WRITTEN, GRADED), min_size=1, max_size=4), st.booleans()
)
def test_what_is_updated_passes_and_nothing_else_changes(
    tmp_path: Path, tests: list[Any], windows: bool
) -> None:
    text = BASE + "".join(
        f"  - 名称: 例 {n}  # 注 {n}\n    事实: {{完成率: {rate}, 超编: {staff}}}\n    期望:\n"
        f"      完成: {a}   # 甲\n      采购: {b}\n      总分: {c} # 乙\n      等级: {grade}\n"
        for n, (rate, staff, a, b, c, grade) in enumerate(tests)
    )
    path = folder_with(tmp_path, "")
    path.write_bytes(text.replace("\n", "\r\n" if windows else "\n").encode())
    run, problems = read(path)
    assert run is not None, render_problems(problems, "en")
    found = changes([run])
    assert bool(found) == any(not outcome.passed for outcome in run.outcomes)
    assert write(found) is None
    again, problems = read(path)
    assert again is not None, render_problems(problems, "en")
    assert all(outcome.passed for outcome in again.outcomes)
    after = path.read_bytes().decode()
    assert ("\r\n" in after) == windows
    kept = [line.partition("期望")[0] for line in text.split("\n") if "#" in line or "事实" in line]
    for line in kept:
        comment = line[line.index("#") :] if "#" in line else line
        assert comment in after.replace("\r\n", "\n")
    assert len(after.splitlines()) == len(text.splitlines())


def test_codes_are_updated_and_scores_of_refused_facts_are_not(tmp_path: Path) -> None:
    tests = BASE + (
        "  - {名称: 一, 事实: {完成率: 95}, 期望: {问题: F602}}\n"
        "  - {名称: 二, 事实: {完成率: 95, 丁: 1}, 期望: {问题: }}\n"
        "  - {名称: 三, 事实: {完成率: 95}, 期望: {总分: 1}}\n"
        "  - {名称: 四, 期望: {问题: F602}}\n"
    )
    path = folder_with(tmp_path, tests)
    run, _ = read(path)
    assert run is not None
    assert write(changes([run])) is None
    assert path.read_text("utf-8") == tests.replace(
        "问题: F602}}\n  - {名称: 二", "问题: F608}}\n  - {名称: 二"
    ).replace("{问题: }", "{问题: [F608, F602] }")


def test_tests_in_the_rubric_are_updated_in_it(tmp_path: Path) -> None:
    own = RUBRIC + "样例:  # 手算\n  - {名称: 里面, 事实: {完成率: 80%}, 期望: {完成: 7}}  # 6\n"
    path = folder_with(tmp_path, "", own).with_name("rubric.yaml")
    finder = Finder()
    finder.find([str(path)])
    assert write(changes([run_suite(suite) for suite in finder.suites])) is None
    assert path.read_text("utf-8") == own.replace("完成: 7", "完成: 6")


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = folder_with(tmp_path, BASE + "  - {名称: 一, 期望: {总分: 1}}\n")
    run, _ = read(path)
    assert run is not None
    path.write_text("样例: []\n", "utf-8")
    assert getattr(write(changes([run])), "code", "") == "C701"
    assert path.read_text("utf-8") == "样例: []\n"


def test_nothing_is_written_where_a_file_cannot_be(tmp_path: Path) -> None:
    path = folder_with(tmp_path, BASE + "  - {名称: 一, 期望: {总分: 1}}\n")
    run, _ = read(path)
    assert run is not None
    found = changes([run])
    path.unlink()
    assert getattr(write(found), "code", "") == "C701"
