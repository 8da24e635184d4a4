"""``rubric list`` and ``rubric new``: the ready-made rubrics, and copies of them; facts that name their rubric."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rubric import load_rubric
from rubric.report import cells

ROOT = Path(__file__).parents[2]
CATALOG = sorted(path.parent for path in (ROOT / "rubric" / "catalog").glob("*/rubric.yaml"))
EXAMPLES = sorted((ROOT / "examples").glob("*/facts.yaml"))


def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "en_US.UTF-8", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**env, **environment},
    )


# -- list --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_says_what_each_rubric_is_within_80_columns(language: str) -> None:
    got = run("list", "--lang", language)
    assert (got.returncode, got.stderr) == (0, "")
    assert max(map(cells, got.stdout.splitlines())) <= 80
    for folder in CATALOG:
        rubric, _ = load_rubric(folder.name)
        assert rubric is not None
        assert f"\n{folder.name} " in "\n" + got.stdout
        assert rubric.title in got.stdout
        points = f"满分 {rubric.root.points}" if language == "zh" else f"{rubric.root.points} points"
        version = f"版本 {rubric.version}" if language == "zh" else f"version {rubric.version}"
        assert f"{points} · {version} · " in got.stdout
    assert ("重构，非正式发布" in got.stdout) == (language == "zh")


def test_the_list_is_in_the_language_of_the_locale_unless_asked() -> None:
    assert "满分 100" in run("list", LC_ALL="zh_CN.UTF-8").stdout
    assert "100 points" in run("list", LC_ALL="C").stdout
    assert "满分 100" in run("list", "--lang", "zh", LC_ALL="C").stdout


def test_nobody_listens_and_nothing_is_said() -> None:
    command = f"{sys.executable} -m engine.cli list | true"
    got = subprocess.run(command, cwd=ROOT, shell=True, capture_output=True, timeout=60, check=False)
    assert got.stderr == b""


# -- new ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", CATALOG, ids=lambda folder: folder.name)
def test_a_copy_has_every_file_and_loads_as_the_same_rubric(folder: Path, tmp_path: Path) -> None:
    got = run("new", "我的评分表", "--from", folder.name, cwd=tmp_path)
    assert (got.returncode, got.stderr) == (0, "")
    made = tmp_path / "我的评分表"
    copied = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    assert copied == {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.yaml")}
    assert all(str(Path("我的评分表") / name) in got.stdout for name in copied)
    ours, problems = load_rubric(made / "rubric.yaml")
    theirs, _ = load_rubric(folder.name)
    assert ours is not None, problems
    assert theirs is not None
    assert ours.sha256 == theirs.sha256
    assert list(tmp_path.iterdir()) == [made]


def test_a_copy_may_stand_in_another_folder_and_can_be_edited(tmp_path: Path) -> None:
    (tmp_path / "表").mkdir()
    got = run("new", "a", "--from", CATALOG[0].name, "-o", "表", "--lang", "zh", cwd=tmp_path)
    assert got.returncode == 0
    assert "已复制" in got.stdout
    rubric = tmp_path / "表" / "a" / "rubric.yaml"
    assert os.access(rubric, os.W_OK)
    assert (rubric.parent.stat().st_mode & 0o700) == 0o700


@pytest.mark.parametrize("kind", ["file", "folder", "full", "link", "broken link"])
def test_nothing_that_exists_is_written_over(kind: str, tmp_path: Path) -> None:
    there = tmp_path / "there"
    if kind == "file":
        there.write_text("mine", "utf-8")
    elif kind.endswith("link"):
        if kind == "link":
            (tmp_path / "elsewhere").mkdir()
        there.symlink_to(tmp_path / "elsewhere")
    else:
        there.mkdir()
    if kind == "full":
        (there / "rubric.yaml").write_text("mine", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    got = run("new", "there", "--from", CATALOG[0].name, cwd=tmp_path)
    assert got.returncode == 2
    assert "C703" in got.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "../a", "/a/b", ".a", "a\\b", "a:b", "a.", " a", "a\n", "a\x1b[31m", "长" * 81],
)
def test_a_name_that_no_folder_should_have_is_refused(name: str, tmp_path: Path) -> None:
    got = run("new", "--from", CATALOG[0].name, "--", name, cwd=tmp_path)
    assert got.returncode == 2
    assert "C708" in got.stderr
    assert "\x1b" not in got.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ready", ["department-zhanjian", "..", "", "department-zhanjiang/rubric.yaml"])
def test_only_a_ready_made_rubric_can_be_copied(ready: str, tmp_path: Path) -> None:
    got = run("new", "a", "--from", ready, cwd=tmp_path)
    assert got.returncode == 2
    assert "C707" in got.stderr
    assert ("Did you mean department-zhanjiang?" in got.stderr) == ready.startswith("department")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("parent", ["absent", "/proc", "/dev/null"])
def test_where_nothing_can_be_written_nothing_is_left(parent: str, tmp_path: Path) -> None:
    got = run("new", "a", "--from", CATALOG[0].name, "-o", parent, cwd=tmp_path)
    assert got.returncode == 2
    assert "C701" in got.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_folder_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    got = run("new", "a", "--from", CATALOG[0].name, cwd=tmp_path)
    tmp_path.chmod(0o700)
    assert "C701" in got.stderr
    assert list(tmp_path.iterdir()) == []


# -- facts that name their rubric ----------------------------------------------------------------------


@pytest.mark.parametrize("facts", EXAMPLES, ids=lambda facts: facts.parent.name)
def test_facts_that_name_their_rubric_need_no_other(facts: Path, tmp_path: Path) -> None:
    alone = run("score", str(facts), cwd=tmp_path)
    assert alone.stderr == ""
    ready = facts.parent / "rubric.yaml"
    line = next(
        line for line in facts.read_text("utf-8").splitlines() if line.startswith(("rubric:", "评分表:"))
    )
    rubric = str(ready) if ready.exists() else line.split(":")[1].strip()
    both = run("score", rubric, str(facts), cwd=tmp_path)
    assert (alone.returncode, alone.stdout) == (both.returncode, both.stdout)


@pytest.mark.parametrize("form", ["yaml", "csv", "xlsx"])
@pytest.mark.parametrize("own", [True, False])
def test_a_blank_form_finds_its_rubric_again_from_its_own_folder(
    form: str, own: bool, tmp_path: Path
) -> None:
    run("new", "mine", "--from", "department-hunan", cwd=tmp_path)
    (tmp_path / "facts").mkdir()
    rubric = "mine/rubric.yaml" if own else "department-hunan"
    blank = run("facts", rubric, "-o", f"facts/f.{form}", cwd=tmp_path)
    assert (blank.returncode, blank.stderr) == (0, "")
    got = run("score", str(tmp_path / "facts" / f"f.{form}"))
    assert (got.returncode, got.stderr) == (1, "")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("f.yaml", "事实: {甲: 1}\n", "C705"),
        ("f.yaml", "评分表:\n事实: {甲: 1}\n", "C705"),
        ("f.yaml", "评分表: [甲]\n事实: {甲: 1}\n", "C705"),
        ("f.csv", "名称,值\n甲,1\n", "C705"),
        ("f.csv", "甲,1\n", "C705"),
        ("f.yaml", "评分表: 没有.yaml\n", "Y101"),
        ("f.yaml", "评分表: ../\n", "Y101"),
        ("f.yaml", "评分表: 试\n满分: 5\n指标: {}\n", "C706"),
        ("f.yaml", "- 1\n", "C705"),
        ("f.yaml", "a: [", "Y102"),
    ],
)
def test_facts_that_name_no_rubric_say_so(name: str, content: str, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    got = run("score", name, cwd=tmp_path)
    assert got.returncode == 2
    assert code in got.stderr
    assert "Traceback" not in got.stderr


def test_a_rubric_alone_is_not_taken_for_facts() -> None:
    assert "C706" in run("score", "department-zhanjiang").stderr
    assert "Y101" in run("score", "absent.yaml").stderr


@pytest.mark.parametrize("arguments", [(), ("a", "b", "c"), ("a", "--what")])
def test_a_wrong_count_of_names_is_a_mistake_of_use(arguments: tuple[str, ...]) -> None:
    got = run("score", *arguments)
    assert got.returncode == 2
    assert "usage: rubric" in got.stderr


def test_names_may_stand_on_both_sides_of_an_option() -> None:
    facts = str(ROOT / "examples" / "zhanjiang-2023" / "facts.yaml")
    apart = run("score", "department-zhanjiang", "--lang", "en", facts)
    assert (apart.returncode, apart.stderr) == (0, "")
    assert apart.stdout == run("score", "--lang", "en", "department-zhanjiang", facts).stdout


# -- exit codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "code"), [("错误", 1), ("警告", 0), ("疑点", 0)])
def test_a_failed_check_of_severity_error_is_not_done(severity: str, code: int, tmp_path: Path) -> None:
    rubric = tmp_path / "r.yaml"
    rubric.write_text(
        '评分表: 试\n满分: 5\n舍入: 不舍入\n事实:\n  甲: {范围: "[0, 5]"}\n'
        f"核对:\n  小于三: {{式: 甲 < 3, 严重: {severity}}}\n指标:\n  项: {{分值: 5, 公式: 甲}}\n",
        "utf-8",
    )
    (tmp_path / "f.yaml").write_text("评分表: r.yaml\n事实: {甲: 4}\n", "utf-8")
    assert run("score", "f.yaml", cwd=tmp_path).returncode == code
    (tmp_path / "f.yaml").write_text("评分表: r.yaml\n事实: {甲: 2}\n", "utf-8")
    assert run("score", "f.yaml", cwd=tmp_path).returncode == 0
    (tmp_path / "f.yaml").write_text("评分表: r.yaml\n事实: {}\n", "utf-8")
    assert run("score", "f.yaml", cwd=tmp_path).returncode == 1
