"""Checks judged as printed figures must be: true values that are printed never contradict each other."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import load_facts_text, score
from engine.questions.verify.answer import Verified, verify
from engine.questions.verify.words import Speaker
from rubric.load import load_rubric_text
from rubric.number import fixed, round_places
from rubric.report import render_problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.questions.verify.judge import Judged
    from engine.scorecard import CheckResult

HEAD = "评分表: 例\n满分: 1\n舍入: 不舍入\n指标: {项: {分值: 1, 公式: 分值}}\n"
CENTS = st.integers(0, 99_999).map(lambda n: Fraction(n, 1000))
COUNTS = st.integers(1, 99_999)


def verified(facts: Mapping[str, str], checks: Mapping[str, str], given_: Mapping[str, str]) -> Verified:
    """``facts`` and ``checks`` by name as they are declared, ``given_`` what is known of the facts."""
    lines = ["事实:", *(f"  {name}: {held}" for name, held in facts.items())]
    lines += ["核对:", *(f"  {name}: {held}" for name, held in checks.items())]
    rubric, problems = load_rubric_text(HEAD + "\n".join(lines) + "\n")
    assert rubric is not None, render_problems(problems, "en")
    text = "\n".join(["事实:", *(f"  {name}: {held}" for name, held in given_.items())])
    known, problems = load_facts_text(text + "\n", rubric)
    assert known is not None, render_problems(problems, "en")
    card = score(rubric, known)
    found = verify(rubric, known, card)
    for one, result in zip(found.judged, card.checks, strict=True):
        agree(one, result)
    for language in ("zh", "en"):
        speaker = Speaker(found.figures, language)
        assert all(speaker.told(one).strip() for one in found.judged)
    return found


def agree(one: Judged, result: CheckResult) -> None:
    """The score and the verdict say the same wherever both speak."""
    if one.check.tolerance == "exact" and one.check.solve is None:
        assert (result.holds is True) == (one.verdict == "exact")
        return
    holds = {"contradicted": False, "red_flag": False, "not_decidable": None}.get(one.verdict, True)
    assert result.holds is (False if one.verdict == "only_if_truncated" else holds)
    assert result.within == (one.verdict in ("within_rounding", "within_tolerance"))


def verdicts(found: Verified) -> list[str]:
    return [one.verdict for one in found.judged]


def check(that: str, more: str = "") -> str:
    return f"{{式: {that}, 容差: 末位, 严重: 错误{more}}}"


def facts_of(*names: str, held: str = '{范围: "[0, inf)"}') -> dict[str, str]:
    return dict.fromkeys(names, held)


def printed(x: Fraction, places: int) -> str:
    return fixed(round_places(x, places, "half_up"), places)


SUM = {"合计": check("甲 + 乙 + 丙 == 总")}
RATE = {"率": check("完成 / 任务 == 率")}
RATED = {**facts_of("完成", held="{类型: 整数, 范围: '[0, inf)'}"), "任务": "{类型: 整数, 范围: '[1, inf)'}"}
RATED |= {"率": '{单位: "%", 范围: "[0%, inf)"}'}


@settings(deadline=None, max_examples=40)
@given(st.lists(CENTS, min_size=3, max_size=3), st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_true_values_that_are_printed_are_never_contradicted(
    parts: list[Fraction], places: list[int]
) -> None:
    values = [*parts, sum(parts, Fraction(0))]
    # What is printed without decimals is a count, and exact: it is then printed as it is.
    shown = [printed(x, n) if n else fixed(x, 3) for x, n in zip(values, places, strict=True)]
    shown = [text if n else f"{{值: {text}}}" for text, n in zip(shown, places, strict=True)]
    found = verified(facts_of(*"甲乙丙总"), SUM, dict(zip("甲乙丙总", shown, strict=True)))
    assert verdicts(found)[0] in ("exact", "within_rounding")
    assert found.agreed


@settings(deadline=None, max_examples=40)
@given(st.lists(CENTS, min_size=3, max_size=3), st.sampled_from([1, -1]), st.integers(0, 9))
def test_what_is_off_by_more_than_all_last_digits_is_contradicted(
    parts: list[Fraction], sign: int, more: int
) -> None:
    total = sum(parts, Fraction(0)) + sign * Fraction(45 + more, 1000)
    shown = [printed(x, 2) for x in (*parts, max(total, Fraction(0)))]
    if total < 0:
        return
    found = verified(facts_of(*"甲乙丙总"), SUM, dict(zip("甲乙丙总", shown, strict=True)))
    assert verdicts(found) == ["contradicted"]
    (conflict,) = found.conflicts
    assert (
        set(conflict.facts) == set("甲乙丙总") or found.rubric.facts
    )  # a sum of what is not below 0 may do without
    # Printed as any of the figures that are named, it is reconciled.
    for mend in conflict.mends:
        some = mend.printed[0]
        assert some.first is not None
        changed = dict(zip("甲乙丙总", shown, strict=True)) | {mend.fact: fixed(some.first, 2)}
        assert verdicts(verified(facts_of(*"甲乙丙总"), SUM, changed))[0] in ("exact", "within_rounding")
        assert some.last is not None
        for beyond in (some.first - some.step, some.last + some.step):
            if beyond >= 0:
                changed[mend.fact] = fixed(beyond, 2)
                assert verdicts(verified(facts_of(*"甲乙丙总"), SUM, changed))[0] not in (
                    "exact",
                    "within_rounding",
                )


@settings(deadline=None, max_examples=40)
@given(COUNTS, COUNTS, st.integers(0, 2))
def test_the_solved_set_is_what_prints_as_the_figure(done: int, planned: int, places: int) -> None:
    rate = Fraction(done, planned) * 100
    figure = printed(rate, places + 1)
    checks = {"反推": check("完成 / 某数 == 率", ", 求解: {未知: 某数, 整数: 是}")}
    given_ = {"完成": str(done), "率": figure + "%"}
    found = verified({name: RATED[name] for name in ("完成", "率")}, checks, given_)
    (one,) = found.judged
    if one.verdict != "solved":
        assert Fraction(figure) == 0  # then the unknown is as large as one likes, or the count is 0
        return
    reprints = {
        n: printed(Fraction(done, n) * 100, places + 1) == figure
        for n in range(max(1, planned - 3), planned + 4)
    }
    for n, same in reprints.items():
        assert same == any(
            (some.first is None or some.first <= n) and (some.last is None or n <= some.last)
            for some in one.whole
        )
    assert reprints[planned]
    for some in one.whole:
        for end, step in ((some.first, -1), (some.last, 1)):
            if end is not None and end > 1:
                assert printed(done / end * 100, places + 1) == figure
                assert printed(done / (end + step) * 100, places + 1) != figure


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [
        ("140.15%", "within_rounding"),
        ("140.14%", "only_if_truncated"),
        ("140.16%", "contradicted"),
        ("140.13%", "contradicted"),
        ("140%", "contradicted"),  # without decimals it is exact
        ("{值: 140%, 末位: 1%}", "within_rounding"),
        ("{值: 约 140%}", "not_decidable"),
        ("{值: 约 140% ± 1%}", "not_decidable"),
        ("{值: 约 120% ± 1%}", "contradicted"),
        ("", "not_decidable"),
    ],
)
def test_verdicts_on_a_rate(rate: str, verdict: str) -> None:
    assert verdicts(verified(RATED, RATE, {"完成": "10511", "任务": "7500", "率": rate})) == [verdict]


@pytest.mark.parametrize(
    ("that", "given_", "verdict"),
    [
        # What is rounded to 1.00 is below 1.005, what is rounded to 1.01 is not.
        ("甲 == 乙", {"甲": "1.00", "乙": "1.01"}, "only_if_truncated"),
        ("甲 == 乙", {"甲": "1.00", "乙": "1.02"}, "contradicted"),
        ("甲 == 乙", {"甲": "1.00", "乙": "1.0"}, "exact"),
        ("甲 == 乙", {"甲": "1.04", "乙": "1.0"}, "within_rounding"),
        ("甲 < 乙", {"甲": "1.00", "乙": "1.00"}, "within_rounding"),
        ("甲 < 乙", {"甲": "1", "乙": "1"}, "contradicted"),
        ("甲 <= 乙", {"甲": "1.01", "乙": "1.00"}, "only_if_truncated"),
        ("甲 >= 乙", {"甲": "1.00", "乙": "1.00"}, "exact"),
        # The same figure twice is one number: its rounding cancels out.
        ("甲 - 甲 == 0.001", {"甲": "1.00"}, "contradicted"),
        ("甲 / (甲 + 乙) == 0.5", {"甲": "1.00", "乙": "1.00"}, "exact"),
        ("甲 / (甲 + 乙) == 0.501", {"甲": "1.00", "乙": "1.00"}, "within_rounding"),
        ("甲 / (甲 + 乙) == 0.503", {"甲": "1.00", "乙": "1.00"}, "only_if_truncated"),
        ("甲 / (甲 + 乙) == 0.504", {"甲": "1.00", "乙": "1.00"}, "contradicted"),
        ("甲 * 甲 == 1.002", {"甲": "1.00"}, "within_rounding"),
        ("甲 * 甲 == 1.03", {"甲": "1.00"}, "contradicted"),
        ("甲 * 甲 - 甲 == -0.26", {"甲": "0.5"}, "not_decidable"),
        ("甲 == 1 且 乙 == 2", {"甲": "1.00", "乙": "2.01"}, "contradicted"),
        ("甲 == 1 或 乙 == 2", {"甲": "1.00", "乙": "2.01"}, "exact"),
        ("甲 / 乙 == 5", {"甲": "1.00", "乙": "0.0"}, "contradicted"),
        ("甲 / 乙 == 50", {"甲": "1.00", "乙": "0.0"}, "within_rounding"),
        ("甲 / 乙 == 50", {"甲": "1.00", "乙": "0"}, "not_decidable"),
        ("最小(甲, 乙) == 1.01", {"甲": "1.00", "乙": "2.00"}, "contradicted"),
        ('舍入(甲, 1, "四舍五入") == 1', {"甲": "1.00"}, "exact"),
    ],
)
def test_verdicts(that: str, given_: dict[str, str], verdict: str) -> None:
    tolerance = "" if " 且 " in that or " 或 " in that else "容差: 末位, "
    checks = {"查": f"{{式: '{that}', {tolerance}严重: 错误}}"}
    assert verdicts(verified(facts_of(*"甲乙"), checks, {"甲": "1", "乙": "1", **given_})) == [verdict]


def test_a_chain_is_judged_as_a_whole() -> None:
    """Each identity holds within rounding; together they do not, and the fewest of them are named."""
    checks = {
        "一": check("甲 == 乙"),
        "二": check("丁 == 甲 + 戊"),
        "三": check("甲 == 丙"),
        "四": check("己 == 甲"),
    }
    shown = {"甲": "1.0", "乙": "1.04", "丙": "0.96", "丁": "3.0", "戊": "2.0", "己": "1.0"}
    found = verified(facts_of(*"甲乙丙丁戊己"), checks, shown)
    assert verdicts(found) == ["within_rounding", "exact", "within_rounding", "exact"]
    (conflict,) = found.conflicts
    assert conflict.checks == ("一", "三")
    assert conflict.facts == ("乙", "丙")  # whatever 甲 is
    assert [(mend.fact, mend.printed[0].first, mend.printed[0].last) for mend in conflict.mends] == [
        ("乙", Fraction("0.96"), Fraction("0.96")),
        ("丙", Fraction("1.04"), Fraction("1.04")),
    ]
    assert not found.agreed


def test_a_chain_of_rates_is_judged_as_a_whole() -> None:
    """A rate and what is worked out from it leave no number for a figure that is printed coarsely."""
    checks = {"率": check("甲 == 乙 * 率"), "倍": check("丙 == 2 * 甲")}
    facts = {**facts_of(*"甲乙丙"), "率": RATED["率"]}
    shown = {"甲": "5.0", "乙": "10.0", "率": "50.4%", "丙": "9.91"}
    found = verified(facts, checks, shown)
    assert verdicts(found) == ["within_rounding", "within_rounding"]
    (conflict,) = found.conflicts
    assert conflict.checks == ("率", "倍")
    assert conflict.facts == ("乙", "丙", "率")
    assert {mend.fact for mend in conflict.mends} == {"乙", "丙", "率"}


def test_a_misprint_that_another_identity_confirms_is_not_offered() -> None:
    checks = {"两处": check("甲 == 乙"), "合计": check("甲 == 丙 + 丁")}
    shown = {"甲": "257", "乙": "201", "丙": "249", "丁": "8"}
    (conflict,) = verified(facts_of(*"甲乙丙丁"), checks, shown).conflicts
    assert conflict.checks == ("两处",)
    assert conflict.facts == ("甲", "乙")
    assert [mend.fact for mend in conflict.mends] == ["乙"]


def test_a_threshold_raises_a_flag_and_no_contradiction() -> None:
    checks = {"偏低": "{式: 率 < 130%, 严重: 疑点}"}
    found = verified({"率": RATED["率"]}, checks, {"率": "153.27%"})
    assert verdicts(found) == ["red_flag"]
    assert found.agreed
    assert not found.conflicts


def test_a_tolerance_of_the_rubric_goes_beyond_rounding() -> None:
    checks = {"宽": "{式: 甲 == 乙, 容差: 0.05, 严重: 错误}", "严": "{式: 甲 == 乙, 严重: 错误}"}
    found = verified(facts_of(*"甲乙"), checks, {"甲": "1.00", "乙": "1.04"})
    assert verdicts(found) == ["within_tolerance", "contradicted"]


def test_an_unknown_that_is_given_is_checked() -> None:
    checks = {"查": check("完成 / 任务 == 率", ", 求解: {未知: 任务, 整数: 是}")}
    known = {"完成": "63488", "率": "126.98%"}
    assert verdicts(verified(RATED, checks, {**known, "任务": "50000"})) == ["within_rounding"]
    assert verdicts(verified(RATED, checks, {**known, "任务": "50001"})) == ["contradicted"]
    (one,) = verified(RATED, checks, known).judged
    assert [(some.first, some.last) for some in one.whole] == [(49997, 50000)]


def test_a_solved_set_need_not_be_whole_and_may_be_empty() -> None:
    checks = {"数": check("完成 / 某数 == 率", ", 求解: {未知: 某数}")}
    (one,) = verified({n: RATED[n] for n in ("完成", "率")}, checks, {"完成": "100", "率": "50.0%"}).judged
    (held,) = one.solved
    assert (held.lo, held.hi) == (100 / Fraction("0.5005"), 100 / Fraction("0.4995"))
    assert (held.lo_open, held.hi_open) == (True, False)
    checks = {"数": check("完成 / 某数 == 率", ", 求解: {未知: 某数, 整数: 是}")}
    (one,) = verified({n: RATED[n] for n in ("完成", "率")}, checks, {"完成": "3", "率": "95.00%"}).judged
    assert one.verdict == "contradicted"


@pytest.mark.parametrize(
    ("total", "verdict"), [("3.00", "exact"), ("3.01", "within_rounding"), ("3.02", "contradicted")]
)
def test_the_cells_of_a_table_are_rounded_too(total: str, verdict: str) -> None:
    """Three cells and the total, each half a cent."""
    facts = {"表": "{类型: 表, 列: {金额: {}, 名: {类型: 文字}}}", **facts_of("总")}
    rows = "[" + ", ".join(f"{{金额: 1.00, 名: {n}}}" for n in "子丑寅") + "]"
    checks = {"合计": check("'合计(表, 金额) == 总'"), "平均": check("'平均(表, 金额) * 3 == 总'")}
    found = verified(facts, checks, {"表": rows, "总": total})
    assert verdicts(found) == [verdict, verdict]
    assert bool(found.conflicts) == (verdict == "contradicted")
    open_ = verified(facts, {"合计": checks["合计"]}, {"表": rows.replace("1.00", '""', 1), "总": total})
    assert verdicts(open_) == ["not_decidable"]


def test_an_example_shows_that_steps_and_rates_hold_together() -> None:
    """What is rounded in the rubric itself is no sum of products; figures as they are printed satisfy it."""
    rounding = "舍入(甲 + 乙, 1, '四舍五入') == 丙"
    checks = {
        "圆": f'{{式: "{rounding}", 容差: 末位, 严重: 错误}}',
        "解": check("甲 / 某数 == 率", ", 求解: {未知: 某数}"),
        "率": check("率 == 甲 / 丙"),
    }
    facts = {**facts_of("甲", "乙"), "丙": '{范围: "(0, inf)"}', "率": RATED["率"]}
    found = verified(facts, checks, {"甲": "1.01", "乙": "1.04", "丙": "2.1", "率": "48.1%"})
    assert verdicts(found) == ["exact", "solved", "within_rounding"]
    assert found.agreed
