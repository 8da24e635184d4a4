"""Whole columns of cells: what they say is what each row says by itself, and plain rows are not odd."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.columns import Columns, Meaning
from engine.batch.facts_row import facts_of
from engine.batch.part import Part
from engine.batch.plain import Column, Plain, plain
from engine.facts_problems import WrongForm
from rubric import load_rubric_text
from rubric.number import fraction_string

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hypothesis.strategies import DrawFn, SearchStrategy

    from engine.facts_given import Facts
    from rubric.model import Rubric

RUBRIC: Final = """
评分表: 读数
满分: 40
舍入: {位数: 2, 方式: 四舍五入, 于: 指标}
换算: {亿元: 10000 万元, 万元: 10000 元, 打: 12 个, 整: 3 三分}
事实:
  数: {}
  限: {范围: "(0, 100.5]"}
  金额: {单位: 万元, 范围: "[0, inf)"}
  件数: {类型: 整数, 单位: 个}
  细: {精度: 0.25}
  率: {单位: "%", 范围: "[0%, 120%]"}
  千分: {单位: "‰"}
  整数: {单位: 整}
  是否: {类型: 是否}
  级: {类型: 选项, 选项: [Ａ级, B级, "1"]}
  说: {类型: 文字}
指标:
  式: {分值: 10, 公式: "min(10, 数)"}
  制度: {分值: 4, 要点: {已制定: 2, 已执行: 2}}
  效益: {分值: 6, 评定: {等次: {好: "[80%, 100%]", 中: "[60%, 80%)", 差: "[0%, 60%)"}}}
  专家: {分值: 20, 最低: -5, 给定: 是}
  倒扣: {分值: 0, 最低: -3, 给定: 是}
"""
Judging = Literal["share", "points", "level", "reason"]
NUMBERS: Final = ("数", "限", "金额", "件数", "细", "率", "千分", "整数")


def _rubric() -> Rubric:
    made, problems = load_rubric_text(RUBRIC)
    assert made is not None, [(problem.code, vars(problem)) for problem in problems]
    return made


RUBRIC_READ: Final = _rubric()


def part_of(cells: Mapping[str, pl.Series], meanings: Mapping[str, Meaning], **other: Any) -> Part:
    other.setdefault("letters", any(map(_has_letters, cells.values())))
    return Part(0, 2, pl.DataFrame(dict(cells)), Columns(meanings, other.pop("id", None)), "表.csv", **other)


def _has_letters(cells: pl.Series) -> bool:
    return cells.dtype != pl.String or any("e" in (text or "").lower() for text in cells)


# -- what must hold ----------------------------------------------------------------------------------


def hold(part: Part, rubric: Rubric = RUBRIC_READ) -> Plain:
    """Every row that is not odd says in every column what it says by itself."""
    read = plain(part, rubric)
    assert read.height == part.height == len(read.odd)
    assert read.odd.dtype == pl.Boolean
    assert read.odd.null_count() == 0
    for column in read.facts.values():
        if column.values.dtype == pl.Int64:
            assert (column.lo, column.hi) == (column.values.min(), column.values.max())
    for at in range(part.height):
        facts, problems = facts_of(part, at, rubric)
        if facts is None:
            assert read.odd[at], ("a row with a problem", part.row(at), [vars(one) for one in problems])
        elif not read.odd[at]:
            assert said(facts) == _said(read, at), (part.row(at), read)
    return read


def said(facts: Facts) -> tuple[dict[str, Any], dict[str, Any], set[tuple[str, str]]]:
    """What is known of a row that holds no ranges, no levels alone and no tables."""
    assert not facts.ranges, "a range is not plain"
    assert not facts.tables, "a table is not plain"
    known = {name: one.value for name, one in facts.facts.items()}
    judged = {path: one.share for path, one in facts.judgements.items()}
    return known, judged, {(path, kind) for path, kinds in facts.attached.items() for kind in kinds}


def _said(read: Plain, at: int) -> tuple[dict[str, Any], dict[str, Any], set[tuple[str, str]]]:
    known = {name: _value(column, at) for name, column in read.facts.items()}
    judged = {path: _value(column, at) for path, column in read.judged.items()}
    return _there(known), _there(judged), {key for key, column in read.attached.items() if column[at]}


def _there(held: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in held.items() if value is not None}


def _value(column: Column, at: int) -> Any:
    held = column.values[at]
    return Fraction(held, column.over) if isinstance(held, int) and not isinstance(held, bool) else held


# -- what people type --------------------------------------------------------------------------------

WIDE: Final = str.maketrans("0123456789.,-+%", "０１２３４５６７８９．，－＋％")
STRANGE: Final = (
    *("约5", "至少 3", "5±1", "[1, 2]", "3..4", "1e3", "1e00", "1E2", "inf", "nan", "NaN", "Infinity"),
    *(
        "5.",
        ".",
        "+",
        "-",
        "- 5",
        "--1",
        "1_000",
        "0x1",
        "1 000",
        "1.2.3",
        "½",
        "10²",
        "①",
        "٣",
        "5。",
        "1/3",
    ),
    *(
        "1,00",
        "12,34,567",
        ",5",
        "1,000,",
        "0,123",
        "5%%",
        "5‰%",
        "%",
        "% 5",
        "5万元",
        "abc",
        "null",
        "2025年",
    ),
    *("9" * 31, "0" * 31 + "5", "0" * 30 + "5", "0." + "0" * 30 + "1", "5" + " " * 99 + "%", "1\x1f", "1\n2"),
    *("9223372036854775807", "-9223372036854775808", "9223372036854775808", "4611686018427387905", "1.5e1"),
    *(
        "1" * 15,
        "1" * 16,
        "1234567890123.45",
        "123456789012.3456789",
        "0.1234567890123456789",
        "0.10000000000000001",
        "1.0000000000000001",
        "-0",
        "-0.00",
    ),
)
BLANK: Final = ("", " ", "\t", "\u3000", "\u00a0 ", "\x1f", "\n", "\u2003")
ROUND: Final = ("", "", "", " ", "\u3000", "\t", "\u00a0")
WORDS: Final = (
    "是",
    "否",
    "yes",
    "no",
    "YES",
    " No ",
    "ｙｅｓ",
    "true",
    "False",
    "对",
    "A级",
    "Ａ级",
    " b级",
    "B级",
)


@st.composite
def plainly(draw: DrawFn, ends: Sequence[str] = ("",), least: int = -(10**9), most: int = 10**9) -> str:
    """A number as a person types it: ``ends`` are the signs it may carry."""
    places = draw(st.integers(0, 6))
    whole = draw(st.one_of(st.integers(least, most), st.integers(max(least, -20), min(most, 2000))))
    text = f"{Decimal(whole) / 10**places:,.{places}f}"
    text = text if draw(st.booleans()) else text.replace(",", "")
    text = draw(st.sampled_from(("", "+"))) + text if whole >= 0 else text
    text += draw(st.sampled_from(("", " "))) + end if (end := draw(st.sampled_from(ends))) else ""
    text = text.translate(WIDE) if draw(st.integers(0, 4)) == 0 else text
    return draw(st.sampled_from(ROUND)) + text + draw(st.sampled_from(ROUND))


def typed() -> SearchStrategy[str | None]:
    """A cell of a text column, whatever may be in it."""
    often = plainly(("", "", "%", "‰"))
    small = st.integers(-300, 13000).map(lambda n: fraction_string(Fraction(n)))
    return st.one_of(often, often, small, st.sampled_from(STRANGE), st.sampled_from(BLANK), st.none())


FLOATS: Final = (
    0.1,
    -0.0,
    1e-7,
    1e15,
    1e16,
    1e22,
    123456789.12,
    1 / 3,
    2.5e-310,
    1e308,
    0.1 + 0.2,
    4503599627370497.5,
)


def doubles() -> SearchStrategy[float | None]:
    odd = st.one_of(st.sampled_from((*FLOATS, float("nan"), float("inf"))), st.floats())
    cents = st.integers(-(10**12), 10**13).map(lambda n: n / 100)
    return st.one_of(
        cents,
        cents,
        st.integers(0, 120).map(float),
        st.integers(0, 9**9).map(lambda n: n / 10**8),
        odd,
        st.none(),
    )


# Numbers of as many digits as a double tells apart, and of one or two more.
SHORT: Final = st.from_regex(r"[+-]?(?:[0-9]{1,13}(?:\.[0-9]{1,4})?|0{0,3}\.[0-9]{1,9})", fullmatch=True)
KINDS: Final[Mapping[str, tuple[SearchStrategy[Any], Any]]] = {
    "text": (typed(), pl.String),
    "plain text": (st.integers(-5, 20000).map(str), pl.String),
    "percent": (plainly(("%", "％"), 0, 10**4), pl.String),
    "short percent": (st.integers(0, 12100).map(lambda n: f"{n / 100:.2f}%"), pl.String),
    "short thousandths": (st.one_of(SHORT.map(lambda text: text + "‰"), st.none()), pl.String),
    "short": (st.one_of(SHORT, SHORT, SHORT, st.none()), pl.String),
    "words": (st.sampled_from((*WORDS, *BLANK, "1", "１", None)), pl.String),
    "category": (st.sampled_from((*WORDS, "1", "5%", "2.50", "约3", None)), pl.Categorical),
    "double": (doubles(), pl.Float64),
    "int": (st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(-5, 120), st.none()), pl.Int64),
    "small int": (st.one_of(st.integers(0, 255), st.none()), pl.UInt8),
    "unsigned": (st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 9)), pl.UInt64),
    "cents": (st.one_of(st.integers(-(10**11), 10**12), st.none()).map(lambda n: None if n is None else Decimal(n) / 100), pl.Decimal(20, 2)),
    "fine": (st.integers(-9, 10**6).map(lambda n: Decimal(n) / 10**4), pl.Decimal(38, 14)),
    "finest": (st.integers(-(10**20), 10**20).map(lambda n: Decimal(n).scaleb(-14)), pl.Decimal(38, 14)),
    "truth": (st.one_of(st.booleans(), st.none()), pl.Boolean),
    "day": (st.sampled_from((date(2025, 1, 2), None)), pl.Date),
    "rows": (st.sampled_from(([{"名": "甲"}], [], None)), pl.List(pl.Struct({"名": pl.String}))),
    "none": (st.none(), pl.Null),
    "single": (st.one_of(st.floats(width=32), st.integers(0, 10**6).map(lambda n: n / 100)), pl.Float32),
}  # fmt: skip


@st.composite
def columns(draw: DrawFn, kinds: Sequence[str], height: int) -> pl.Series:
    cells, kind = KINDS[draw(st.sampled_from(kinds))]
    return pl.Series(draw(st.lists(cells, min_size=height, max_size=height)), dtype=kind, strict=False)


@settings(max_examples=150)
@given(st.data())
def test_a_row_that_is_not_odd_says_what_it_says_by_itself(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from((*RUBRIC_READ.facts, *RUBRIC_READ.elements)))
    wanted = [kind for kind in KINDS if name in NUMBERS or kind not in ("plain text", "percent", "fine")]
    cells = data.draw(columns(wanted, data.draw(st.integers(0, 40))))
    unit = data.draw(st.sampled_from(_units(name)))
    hold(part_of({name: cells}, {name: Meaning("fact", name, unit)}))


def _units(name: str) -> tuple[str | None, ...]:
    """No unit, every unit that the fact takes, and one that it does not."""
    known = {
        "金额": ("元", "万元", "亿元"),
        "件数": ("个", "打"),
        "率": ("%", "％"),
        "千分": ("‰",),
        "整数": ("三分", "整"),
    }
    return (None, *known.get(name, ()), "人")


def test_every_strange_text_is_odd_or_what_it_says_by_itself() -> None:
    texts = pl.Series([*STRANGE, *BLANK, *WORDS, "100.5", "0", "0.25", "0.3", "120%", "120.1%", "7", None])
    for name in (*RUBRIC_READ.facts, *RUBRIC_READ.elements):
        for unit in _units(name):
            hold(part_of({name: texts}, {name: Meaning("fact", name, unit)}))
    for text in STRANGE:
        for name, unit in (("数", None), ("千分", "‰")):
            hold(part_of({name: pl.Series([text, "2.5"])}, {name: Meaning("fact", name, unit)}))


JUDGING: Final[Mapping[Judging, Sequence[str | None]]] = {
    "share": (None, "90%", "80%", "60 %", "79.99%", "100.1%", "-25%", "-25.1%", "0.5", "约80%", "0%"),
    "points": (None, "5", "4.8", "6", "-5", "-5.01", "-2.5", "0", "3.6", "3.599", "50%", "[1, 2]", "20"),
    "level": (None, "好", " 差", "优"),
    "reason": ("佐证齐全", " "),
}


def test_judgements_are_those_of_the_row() -> None:
    for path in ("效益", "专家", "倒扣"):
        _hold_judged(path, ("share", "level", "reason"))
        _hold_judged(path, ("points", "level", "reason"))
        _hold_judged(path, ("share", "points"))
    for path in ("效益", "式", "无"):
        _hold_judged(path, ("share", "points", "reason"))


def _hold_judged(path: str, words: Sequence[Judging]) -> None:
    """Every row that the cells of these columns make."""
    rows = list(product(*(JUDGING[word] for word in words)))
    cells: dict[str, pl.Series] = {
        word: pl.Series([row[at] for row in rows]) for at, word in enumerate(words)
    }
    hold(part_of(cells, {word: Meaning(word, path) for word in words}))


def test_a_judgement_by_one_figure_with_its_reason_is_not_odd() -> None:
    points = pl.Series(["4.8", None, "", "6"])
    reason = pl.Series(["佐证齐全", None, " ", "好"])
    names = {"分": Meaning("points", "效益"), "因": Meaning("reason", "效益")}
    for figures in (points, pl.Series([4.8, None, None, 6.0]), pl.Series([4, None, None, 6])):
        assert not hold(part_of({"分": figures, "因": reason}, names)).odd.any()
    shares = pl.Series(["90%", "", None, "82.5％"])
    names["率"] = Meaning("share", "专家")
    names["理"] = Meaning("reason", "专家")
    assert not hold(part_of({"分": points, "因": reason, "率": shares, "理": reason}, names)).odd.any()


# -- what must not be odd ----------------------------------------------------------------------------

PLAINLY: Final[Mapping[str, tuple[str | None, SearchStrategy[str]]]] = {
    "数": (None, plainly(("", "%", "‰"))),
    "限": (None, st.integers(1, 10050).map(lambda n: f"{Decimal(n) / 100:.2f}")),
    "金额": ("元", plainly(least=0)),
    "件数": ("打", st.integers(-5, 10**6).map(str)),
    "细": (None, st.integers(-40, 10**5).map(lambda n: str(Decimal(n) / 4))),
    "率": (None, st.integers(0, 1200).map(lambda n: f"{Decimal(n) / 10}%")),
    "千分": ("‰", plainly(("", "%", "‰"))),
    "整数": ("三分", plainly()),
    "是否": (None, st.sampled_from(("是", "否", " yes", "ｎｏ"))),
    "级": (None, st.sampled_from(("A级", "Ｂ级", "1 "))),
    "说": (None, st.sampled_from(("甲", " 乙 "))),
}


@settings(max_examples=40)
@given(st.data())
def test_a_plain_row_is_not_odd(data: st.DataObject) -> None:
    height = data.draw(st.integers(1, 10))
    cells: dict[str, pl.Series] = {}
    meanings: dict[str, Meaning] = {}
    for name in data.draw(st.lists(st.sampled_from(sorted(PLAINLY)), unique=True, min_size=1)):
        unit, held = PLAINLY[name]
        some = st.one_of(held, held, st.sampled_from(("", None, "  ")))
        cells[name] = pl.Series(data.draw(st.lists(some, min_size=height, max_size=height)), dtype=pl.String)
        meanings[name] = Meaning("fact", name, unit)
    assert not hold(part_of(cells, meanings)).odd.any()


@settings(max_examples=40)
@given(st.integers(0, 9), st.lists(st.integers(-(10**14), 10**14), max_size=30))
def test_binary_fractions_of_few_digits_are_their_decimals(places: int, whole: list[int]) -> None:
    numbers = pl.Series([number / 10**places for number in whole], dtype=pl.Float64)
    read = hold(part_of({"数": numbers}, {"数": Meaning("fact", "数")}))
    assert not read.odd.any()
    assert [Fraction(n, read.facts["数"].over) for n in read.facts["数"].values] == [
        Fraction(n, 10**places) for n in whole
    ]


# -- rows that are read one by one -------------------------------------------------------------------


def test_what_is_calculated_over_all_subjects_stands_where_the_row_gives_nothing() -> None:
    names = {"数": Meaning("fact", "数"), "级": Meaning("fact", "级")}
    cells = {
        "数": pl.Series(["1.5", "", "约3", None, ""]),
        "级": pl.Series(["B级", None, "B级", "B级", None]),
    }
    third, huge = Fraction(1, 3), Fraction(10**19 + 1)
    cohort = {"数": (third, third, third, None, huge), "限": (Fraction(5, 2), None, third, Fraction(7), None)}
    read = hold(part_of(cells, names, cohort=cohort))
    assert read.odd.to_list() == [False, False, True, False, True]
    assert [_value(read.facts["数"], at) for at in (0, 1, 3)] == [Fraction(3, 2), third, None]
    assert [_value(read.facts["限"], at) for at in range(5)] == list(cohort["限"])


def test_rows_with_tables_or_files_of_their_own_are_odd(tmp_path: Path) -> None:
    cells = {"编号": pl.Series(["a", "b"]), "数": pl.Series([1, 2])}
    names = {"编号": Meaning("id"), "数": Meaning("fact", "数")}
    assert not hold(part_of(cells, names, id="编号")).odd.any()
    assert plain(part_of(cells, names, id="编号", tables={"表": {}}), RUBRIC_READ).odd.all()
    (tmp_path / "a.yaml").write_text("事实: {数: 1}\n", encoding="utf-8")
    read = hold(Part(0, 1, pl.DataFrame(), Columns({}, None), "夹", files=(tmp_path / "a.yaml",)))
    assert read.odd.to_list() == [True]


def test_rows_that_the_file_keeps_from_being_read_are_odd() -> None:
    broken = {1: (WrongForm(name="x", due_zh="", due_en=""),)}
    read = hold(part_of({"数": pl.Series([1, 2, 3])}, {"数": Meaning("fact", "数")}, broken=broken))
    assert read.odd.to_list() == [False, True, False]


def test_a_second_column_for_the_same_makes_every_row_odd() -> None:
    twice = {name: Meaning("fact", "数") for name in ("甲", "乙")}
    assert plain(part_of({name: pl.Series([1]) for name in twice}, twice), RUBRIC_READ).odd.all()


def test_no_says_that_nothing_is_attached() -> None:
    cells = {
        "文": pl.Series(["见附件", "否", " NO ", "", None, "ｎｏ", "False"]),
        "真": pl.Series([True, False, None, True, True, True, False]),
    }
    names = {
        "文": Meaning("attached", "式", attached="evidence"),
        "真": Meaning("attached", "式", attached="reason"),
    }
    read = hold(part_of(cells, names))
    assert read.attached["式", "evidence"].to_list()[:5] == [True, False, False, False, False]
    assert read.attached["式", "reason"].to_list() == [True, False, False, True, True, True, False]
    assert read.odd.to_list() == [False] * 5 + [True, False]


# -- the denominator of a column ---------------------------------------------------------------------


def _over(cells: pl.Series) -> tuple[int, int]:
    """The denominator of a column, and how many of its rows are odd."""
    read = hold(part_of({"数": cells}, {"数": Meaning("fact", "数")}))
    return read.facts["数"].over, int(read.odd.sum())


def test_a_column_has_the_fewest_decimals_that_hold_it() -> None:
    assert _over(pl.Series(["1.50", "2", "3.125"])) == (1000, 0)
    assert _over(pl.Series([1.5, 2.0, None])) == (10, 0)
    assert _over(pl.Series([Decimal("1.50"), Decimal(2)])) == (100, 0)


def test_a_few_cells_of_many_digits_do_not_widen_a_column() -> None:
    assert _over(pl.Series(["1.5"] * 400 + ["0.123456789012"])) == (10, 1)
    assert _over(pl.Series([10.25] * 400 + [1 / 3])) == (100, 1)
    assert _over(pl.Series([123456789012.5] * 40 + [0.000000001])) == (10, 1)


def test_a_column_of_many_digits_keeps_them() -> None:
    thirds = pl.Series([n / 3 for n in range(1, 60)])
    over, odd = _over(thirds)
    assert over > 10**14
    assert odd < 3
    assert _over(pl.Series(["0.123456789012", "12.5"] * 20)) == (10**12, 0)


def test_numbers_of_sixteen_and_more_digits_are_exact() -> None:
    cells = pl.Series(
        ["1234567890123456.7", "-4000000000000000.01", "12,345,678,901,234.56", "9007199254740993"]
    )
    assert _over(cells) == (100, 0)
    assert _over(cells.head(2).cast(pl.Float64)) == (10, 0)
