"""``rubric fmt``: words turned from one language to the other and back, with everything else as it was."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main
from rubric import load_rubric, load_rubric_text
from rubric.forms import Shape
from rubric.parts import Walk
from rubric.source import Source, Table, read_yaml
from rubric.spoken import key_spellings
from tests.test_patterns import PATTERNS, pattern

ROOT = Path(__file__).parents[2]
CATALOG = sorted(path.parent for path in (ROOT / "rubric" / "catalog").glob("*/rubric.yaml"))
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/rubric.yaml"))
TABLES = sorted(PATTERNS.glob("*.yaml"))
# A comment stands behind a blank or at the head of a line; none of the rubrics here quotes one.
COMMENT = re.compile(r"(?:^|(?<=\s))#.*", re.MULTILINE)

SMALL = """# 开头的注释
评分表: 试   # 名称
满分: 20
舍入: {位数: 2, 方式: "四舍五入", 于: [指标, 总分]}

等级: {按: 舍入后, 优: "[10, 20]", 差: '[0, 10)'}
事实:
  甲: {范围: "[0, inf)", 备注: 满分 且 是}   # 分值
  方式: {类型: 选项, 选项: [网站, 公告]}
  逾期: {类型: 是否}
计算:
  乙: 最大(甲, 1)
  丙: {公式: '舍入(甲 / 3, 1, "进位")'}
核对:
  合理: {式: 甲 < 100 或 非 逾期, 严重: 错误, 因: "因为"}
指标:
  按:
    分值: 5
    原文: 是
    公式: "分值 * 最小(1, 比(甲, 乙, 零值=0))"
  "当":
    分值: 5
    情形:
      - {当: '方式 == "网站" 且 是', 得: 分值, 因: 得分}
      - {其余: 1 若 逾期 否则 2}
  要点:
    分值: 5
    要点: {每缺: 1, 项: [是, 分值]}
    再扣:
      - {量: 甲, 每: 10, 扣: 0.5, 计数: 足额}
  对照:
    分值: 5
    对照: {量: 逾期, 表: {是: 0, 否: 分值}}
    适用: 甲 > 0
    不适用: 满分
"""
ENGLISH = """# 开头的注释
rubric: 试   # 名称
points: 20
rounding: {places: 2, mode: "half_up", at: [item, total]}

grades: {on: rounded, 优: "[10, 20]", 差: '[0, 10)'}
facts:
  甲: {range: "[0, inf)", note: 满分 且 是}   # 分值
  方式: {type: choice, choices: [网站, 公告]}
  逾期: {type: yes_no}
values:
  乙: max(甲, 1)
  丙: {formula: 'round(甲 / 3, 1, "up")'}
checks:
  合理: {that: 甲 < 100 or not 逾期, severity: error, because: "因为"}
items:
  按:
    points: 5
    text: 是
    formula: "points * min(1, ratio(甲, 乙, if_zero=0))"
  "当":
    points: 5
    cases:
      - {when: '方式 == "网站" and yes', earns: points, because: 得分}
      - {otherwise: 1 if 逾期 else 2}
  要点:
    points: 5
    checklist: {each_missing: 1, list: [是, 分值]}
    then_deduct:
      - {of: 甲, per: 10, points: 0.5, count: complete}
  对照:
    points: 5
    lookup: {of: 逾期, table: {yes: 0, no: points}}
    applies: 甲 > 0
    otherwise: full
"""


def sha(path: Path) -> str:
    rubric, problems = load_rubric(path)
    assert rubric is not None, problems
    return rubric.sha256


def texts(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}


def comments(held: dict[str, str]) -> dict[str, list[str]]:
    return {name: COMMENT.findall(text) for name, text in held.items()}


def lines(held: dict[str, str]) -> dict[str, int]:
    return {name: text.count("\n") for name, text in held.items()}


def fmt(*arguments: str | Path) -> int:
    return main(["fmt", *map(str, arguments)])


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "r.yaml"
    path.write_text(SMALL, "utf-8")
    return path


# -- every rubric of the tree ----------------------------------------------------------------------------


def there_and_back(folder: Path) -> None:
    rubric, files = folder / "rubric.yaml", sorted(folder.rglob("*.yaml"))
    before, start = sha(rubric), texts(folder)
    assert fmt(*files, "--keys", "en") == 0
    english = texts(folder)
    assert sha(rubric) == before
    assert fmt(*files, "--keys", "zh") == 0
    chinese = texts(folder)
    assert sha(rubric) == before
    assert fmt(*files, "--keys", "en") == 0
    assert texts(folder) == english
    assert fmt(*files, "--keys", "zh") == 0
    assert texts(folder) == chinese
    assert comments(start) == comments(english) == comments(chinese)
    assert lines(start) == lines(english) == lines(chinese)
    for name, text in english.items():
        assert left(text, name == "rubric.yaml") == []


def left(text: str, whole: bool) -> list[str]:
    """The keys and the words of the language that are not English."""
    from rubric.parts import IncludedShape
    from rubric.shape import RubricShape

    value, _ = read_yaml(Source.of_text(text))
    assert isinstance(value, Table)
    parts = Walk(value, RubricShape if whole else IncludedShape, answers=True).parts
    return [str(part.text) for part in parts if part.kind in ("key", "word") and not part.text.isascii()]


@pytest.mark.parametrize("source", [*CATALOG, *EXAMPLES], ids=lambda folder: folder.name)
def test_every_rubric_goes_to_english_and_back(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "r"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("facts*", "expected*", "*.test.yaml"))
    there_and_back(folder)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_pattern_goes_to_english_and_back(path: Path, tmp_path: Path) -> None:
    (tmp_path / "rubric.yaml").write_text(str(pattern(path)["rubric"]), "utf-8")
    there_and_back(tmp_path)


@pytest.mark.parametrize("source", CATALOG, ids=lambda folder: folder.name)
def test_the_catalogue_is_formatted(source: Path) -> None:
    files = [path for path in sorted(source.glob("*.yaml")) if not path.name.endswith(".test.yaml")]
    assert fmt(*files, "--check") == 0


# -- what is turned and what is not ------------------------------------------------------------------------


def test_keys_words_and_formulas_are_turned_and_names_and_texts_are_not(small: Path) -> None:
    before = sha(small)
    assert fmt(small, "--keys", "en") == 0
    assert small.read_text("utf-8") == ENGLISH
    assert fmt(small, "--keys", "zh") == 0
    assert small.read_text("utf-8") == SMALL
    assert sha(small) == before


def test_what_is_in_the_language_already_keeps_its_spelling(small: Path) -> None:
    text = SMALL.replace("分值: 5\n    原文", "得分: 5\n    原文").replace("满分: 20", "points: 20")
    small.write_text(text, "utf-8")
    assert fmt(small, "--keys", "zh") == 0
    assert small.read_text("utf-8") == text.replace("points: 20", "满分: 20")


@pytest.mark.parametrize("keys", ["zh", "en"])
def test_choices_called_yes_and_no_are_the_authors(keys: str, small: Path) -> None:
    text = SMALL.replace("选项: [网站, 公告]", "选项: [是, 否]").replace("量: 逾期", "量: 方式")
    text = text.replace("网站", "是")
    small.write_text(text, "utf-8")
    assert fmt(small, "--keys", keys) == 0
    assert "{是: 0, 否: " in small.read_text("utf-8")
    assert "choices: [是, 否]" in small.read_text("utf-8") or keys == "zh"


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("原文: |\n      是  \n      且", "text: |\n      是  \n      且"),
        ("公式: >-\n      分值\n      * 最小(1, 甲)", "formula: >-\n      points\n      * min(1, 甲)"),
        ('公式: "分值 *\\\n      最小(1, 甲)"', 'formula: "points *\\\n      min(1, 甲)"'),
        ("公式: '舍入(甲, 1, \"进位\")'", "formula: 'round(甲, 1, \"up\")'"),
        ('公式: "舍入(甲, 1, \\"进位\\")"', 'formula: "round(甲, 1, \\"up\\")"'),
        ("公式: 舍入（甲，１，“进位”）", "formula: round（甲，１，“up”）"),
        ("公式: (甲)若(逾期)否则(1)", "formula: (甲)if(逾期)else(1)"),
        ('? 公式\n    : "甲"', '? formula\n    : "甲"'),
        ('"公式": 甲', '"formula": 甲'),
        ("公式:   甲   # 注", "formula:   甲   # 注"),
    ],
)
def test_every_style_of_yaml_is_kept(zh: str, en: str, small: Path) -> None:
    rest = "" if "公式" in zh else "\n    公式: 甲"
    head = '评分表: 试\n满分: 5\n舍入: 不舍入\n事实: {甲: {范围: "[0, 4]"}, 逾期: {类型: 是否}}\n指标:\n  项:\n    分值: 5\n    '
    small.write_text(f"{head}{zh}{rest}\n", "utf-8")
    before = sha(small)
    assert fmt(small, "--keys", "en") == 0
    assert en in small.read_text("utf-8")
    assert sha(small) == before


# -- blanks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("untidy", "tidy"),
    [
        ("满分: 20  \n", "满分: 20\n"),
        ("# 开头的注释\t\n", "# 开头的注释\n"),
        ("    不适用: 满分\n", "    不适用: 满分"),
        ("    不适用: 满分\n", "    不适用: 满分\n\n  \n\n"),
        ("于: [指标, 总分]}\n\n", "于: [指标, 总分]}\n   \n"),
    ],
)
def test_blanks_nobody_sees_go(
    untidy: str, tidy: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if "满分: 20" in untidy or "注释" in untidy:
        text = SMALL.replace(tidy, untidy, 1)
    else:
        text = SMALL.replace(untidy, tidy, 1)
    assert text != SMALL
    small.write_text(text, "utf-8")
    assert fmt(small, "--check", "--lang", "en") == 1
    assert small.read_text("utf-8") == text
    assert "would change: " in capsys.readouterr().out
    assert fmt(small) == 0
    assert small.read_text("utf-8") == SMALL
    assert "已整理：" in capsys.readouterr().out
    assert fmt(small, "--check") == 0
    assert "没有要改的：" in capsys.readouterr().out


@pytest.mark.parametrize("header", ["|", "|-", "|+", ">", ">+", "|2"])
def test_a_text_in_a_block_is_the_authors(header: str, small: Path) -> None:
    block = f"说明: {header}\n  一  \n\n  二\n"
    for text in (block + SMALL, SMALL + block, SMALL + block + "  \n"):
        small.write_text(text, "utf-8")
        before = load_rubric(small)[0]
        assert fmt(small) == 0
        after = load_rubric(small)[0]
        assert before is not None
        assert after is not None
        assert (before.description or "").strip() == (after.description or "").strip()
        assert "  一  \n\n  二" in small.read_text("utf-8")


def test_line_ends_and_the_mark_at_the_head_stay(small: Path) -> None:
    small.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert fmt(small, "--check") == 0
    assert fmt(small, "--keys", "en") == 0
    assert small.read_bytes() == b"\xef\xbb\xbf" + ENGLISH.replace("\n", "\r\n").encode()


# -- several files -------------------------------------------------------------------------------------


@pytest.fixture
def parts(tmp_path: Path) -> tuple[Path, Path, Path]:
    rubric, part, table = (tmp_path / name for name in ("r.yaml", "子/部分.yaml", "表.csv"))
    part.parent.mkdir()
    rubric.write_text("评分表: 试\n满分: 5\n舍入: 不舍入\n指标:\n  项: {引入: 子/部分.yaml}\n", "utf-8")
    part.write_text("分值: 5  # 注\n事实:\n  甲: {类型: 是否}\n对照: {量: [甲], 表: 表.csv}\n", "utf-8")
    table.write_text("甲,得\n是,5\n否,0\n", "utf-8")
    return rubric, part, table


def test_included_files_are_formatted_when_they_are_given(parts: tuple[Path, Path, Path]) -> None:
    rubric, part, _ = parts
    before = sha(rubric)
    assert fmt(rubric, "--keys", "en") == 0
    assert "include: 子/部分.yaml" in rubric.read_text("utf-8")
    assert "分值: 5" in part.read_text("utf-8")
    assert fmt(part, rubric, part, "--keys", "en") == 0
    assert (
        part.read_text("utf-8")
        == "points: 5  # 注\nfacts:\n  甲: {type: yes_no}\nlookup: {of: [甲], table: 表.csv}\n"
    )
    assert sha(rubric) == before


def test_a_part_alone_is_refused_and_so_is_what_is_no_rubric(
    parts: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rubric, part, _ = parts
    other = rubric.parent / "other.yaml"
    other.write_text("甲: 1 \n", "utf-8")
    for arguments in ((part,), (rubric, other)):
        assert fmt(*arguments, "--keys", "en") == 2
        assert "C710" in capsys.readouterr().err
    assert "评分表" in rubric.read_text("utf-8")


def test_the_table_beside_a_rubric_is_part_of_what_it_means(parts: tuple[Path, Path, Path]) -> None:
    rubric, _, table = parts
    before = sha(rubric)
    table.write_text("甲,得\n是,4\n否,0\n", "utf-8")
    assert sha(rubric) != before


# -- refusals ------------------------------------------------------------------------------------------


def test_what_would_mean_something_else_is_not_written(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(language: str, word: str, shape: type[Shape]) -> str:
        return key_spellings("least" if word == "points" else word, shape)[1 if language == "en" else 0]

    monkeypatch.setattr("rubric.fmt.key_in", wrong)
    assert fmt(small, "--keys", "en", "--lang", "en") == 2
    said = capsys.readouterr().err
    assert "C709" in said
    assert "would not mean the same" in said
    assert small.read_text("utf-8") == SMALL
    assert list(small.parent.iterdir()) == [small]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("评分表: 试\n满份: 5\n舍入: 不舍入\n", "R201"),
        ("评分表: r.yaml\n事实: {甲: 1}\n", "C710"),
        ("a: [", "Y102"),
        ("- 1\n", "C710"),
        ("", "Y107"),
        ("甲", "C710"),
    ],
)
def test_a_rubric_that_does_not_load_is_left_alone(
    content: str, code: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small.write_text(content, "utf-8")
    assert fmt(small) == 2
    assert code in capsys.readouterr().err
    assert small.read_text("utf-8") == content


@pytest.mark.parametrize("name", ["absent.yaml", ".", "/dev/zero", "/dev/null/x"])
def test_what_is_no_file_is_refused_and_nothing_else_is_written(
    name: str, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fmt(small, small.parent / name, "--keys", "en") == 2
    assert "Y101" in capsys.readouterr().err
    assert small.read_text("utf-8") == SMALL


def test_a_loop_of_links_is_refused(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loop = small.parent / "loop.yaml"
    loop.symlink_to(loop)
    assert fmt(loop) == 2
    assert "Y101" in capsys.readouterr().err


def test_nothing_is_written_where_nothing_can_be_proved(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(small.parent / "absent"))
    assert fmt(small, "--keys", "en") == 2
    assert "C701" in capsys.readouterr().err
    assert small.read_text("utf-8") == SMALL


def test_all_files_are_written_or_none(
    parts: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rubric, part, _ = parts
    before = texts(rubric.parent)
    replace = Path.replace
    done: list[Any] = []

    def failing(self: Path, target: Any) -> Path:
        if done:
            raise OSError
        done.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    assert fmt(rubric, part, "--keys", "en") == 2
    assert "C701" in capsys.readouterr().err
    assert len(done) == 1
    assert texts(rubric.parent) == before
    assert len(list(rubric.parent.rglob("*"))) == 4


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_file_is_left_alone(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.chmod(0o400)
    assert fmt(small, "--keys", "en") == 2
    assert "C701" in capsys.readouterr().err
    assert small.read_text("utf-8") == SMALL


def test_a_link_stays_a_link_and_its_file_keeps_its_rights(small: Path) -> None:
    link = small.parent / "link.yaml"
    link.symlink_to(small)
    small.chmod(0o640)
    assert fmt(link, "--keys", "en") == 0
    assert link.is_symlink()
    assert small.read_text("utf-8") == ENGLISH
    assert small.stat().st_mode & 0o777 == 0o640


def test_nobody_listens_and_the_file_is_written_all_the_same(small: Path) -> None:
    command = f"{sys.executable} -m engine.cli fmt {small} --keys en | true"
    got = subprocess.run(command, cwd=ROOT, shell=True, capture_output=True, timeout=60, check=False)
    assert got.stderr == b""
    assert small.read_text("utf-8") == ENGLISH


def test_the_language_of_what_is_said(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small.write_text(SMALL + "语言: en\n", "utf-8")
    assert fmt(small) == 0
    assert "nothing to do: " in capsys.readouterr().out
    assert load_rubric_text(SMALL)[0] is not None
