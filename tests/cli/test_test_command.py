"""``rubric test`` as it is run: what it prints, what it writes, and what it exits with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from engine.cli import main
from engine.proof.watch import watch
from rubric.load import CATALOG
from rubric.source import Source, read_yaml
from tests.unit.test_rubric_tests import BASE, RUBRIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
GOOD = BASE + "  - {名称: 全部达标, 期望: {总分: 30, 等级: 优}}\n"
BAD = GOOD + "  - 名称: 差一点 & <别的>\n    事实: {完成率: 94.99%}\n    期望: {完成: 7, 等级: 良}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rubric.yaml").write_text(RUBRIC, "utf-8")
    return tmp_path


def put(text: str, name: str = "rubric.test.yaml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_all_is_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(GOOD)
    assert main(["test"]) == 0
    assert capsys.readouterr().out == "1 个样例，全部通过\n"
    assert main(["test", str(folder), "--lang", "en"]) == 0
    assert capsys.readouterr().out == "1 test, all passed\n"


@pytest.mark.usefixtures("folder")
def test_what_failed_stands_beside_what_was_expected_with_the_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(BAD)
    assert main(["test", "rubric.test.yaml", "--width", "100"]) == 1
    said = capsys.readouterr().out
    assert said == (
        "未通过  差一点 & <别的>  rubric.test.yaml:6\n"
        "                期望  得到\n"
        "   产出 / 完成     7     6  完成率 = 94.99%，不低于 80% 且低于 95%\n"
        "   等级           良    优\n"
        "\n"
        "2 个样例，未通过 1 个\n"
    )
    assert main(["test", "--width", "60", "--lang", "en", "--ascii"]) == 1
    said = capsys.readouterr().out
    assert all(len(line) <= 60 for line in said.splitlines())
    assert "FAILED" in said
    assert "完成率 = 94.99%, at least 80%\n                               and below 95%\n" in said


@pytest.mark.usefixtures("folder")
def test_an_empty_run_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "--lang", "zh"]) == 1
    assert "没有找到样例" in capsys.readouterr().out
    put("样例: []\n")
    assert main(["test", "--lang", "en"]) == 1
    assert "No tests were found" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read_is_told_all_at_once_and_nothing_is_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(BAD)
    put(GOOD.replace("期望: {总分", "期忘: {总分"), "b.test.yaml")
    put(GOOD.replace("等级", "等及"), "c.test.yaml")
    for options in ([], ["--junit", "out.xml"], ["--update"], ["--coverage"]):
        assert main(["test", *options]) == 2
        got = capsys.readouterr()
        assert got.out == ""
        assert "b.test.yaml:" in got.err
        assert "c.test.yaml:" in got.err
    assert not Path("out.xml").exists()
    assert main(["test", "absent.test.yaml"]) == 2
    assert main(["test", "absent"]) == 2


@pytest.mark.usefixtures("folder")
def test_results_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    put(BAD)
    assert main(["test", "--format", "json", "--coverage"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["passed"], data["failed"]) == (1, 1)
    failed = data["tests"][1]
    assert [(one["of"], one["expected"], one["got"], one["line"]) for one in failed["failures"]] == [
        ("完成", "7", "6", 8),
        ("等级", "良", "优", 8),
    ]
    (covered,) = data["coverage"]
    assert covered["decided"] + len(covered["missing"]) == covered["of"]
    assert {"file", "line", "key", "text"} <= set(covered["missing"][0])


@pytest.mark.usefixtures("folder")
def test_junit_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    put(BAD.replace("<别的>", "<别的>\\x07".replace("\\x07", "；")))
    assert main(["test", "--junit", "out/none.xml"]) == 2
    capsys.readouterr()
    assert main(["test", "--junit", "out.xml"]) == 1
    root = ET.fromstring(Path("out.xml").read_bytes())  # noqa: S314 - our own file
    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    cases = root.findall("./testsuite/testcase")
    assert [case.get("name") for case in cases] == ["全部达标", "差一点 & <别的>；"]
    assert cases[0].find("failure") is None
    failure = cases[1].find("failure")
    assert failure is not None
    assert failure.get("message") == "产出 / 完成: 7 ≠ 6"
    assert "不低于 80%" in (failure.text or "")


@pytest.mark.usefixtures("folder")
def test_coverage_below_the_least_fails(capsys: pytest.CaptureFixture[str]) -> None:
    put(GOOD)
    assert main(["test", "--coverage"]) == 0
    said = capsys.readouterr().out
    share = said.split("覆盖 ")[1].split("%")[0]
    assert "rubric.yaml:4   等级 良\n" in said
    assert "rubric.yaml:15  产出 / 完成：档 [80%, 95%)\n" in said
    assert main(["test", "--fail-under", str(int(float(share)))]) == 0
    assert main(["test", "--fail-under", str(int(float(share)) + 1)]) == 1
    assert main(["test", "--fail-under", "0%"]) == 0
    with pytest.raises(SystemExit):
        main(["test", "--fail-under", "101"])


@pytest.mark.usefixtures("folder")
def test_update_shows_and_writes(capsys: pytest.CaptureFixture[str]) -> None:
    path = put(BAD)
    assert main(["test", "--update"]) == 1
    said = capsys.readouterr().out
    assert "   - 完成：7\n   + 完成：6\n" in said
    assert "已写入 2 处" in said
    assert path.read_text("utf-8") == BAD.replace("完成: 7, 等级: 良", "完成: 6, 等级: 优")
    assert main(["test", "--update"]) == 0
    assert "没有要写的" in capsys.readouterr().out


def test_a_name_a_file_a_folder_and_a_rubric_find_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(GOOD)
    put(GOOD.replace("全部达标", "另一份"), "more.test.yaml")
    put(GOOD, ".hidden/rubric.test.yaml")
    put("样例: 不是评分表\n", "notes.yaml")
    put("评分表: rubric.yaml\n样例: []\n", "other.yaml")
    for names in ([], ["."], [str(folder)], ["rubric.yaml"], ["more.test.yaml", "rubric.test.yaml", "."]):
        assert main(["test", *names]) == 0
        assert capsys.readouterr().out.endswith("2 个样例，全部通过\n")
    assert main(["test", "department-hunan", "--fail-under", "100"]) == 0


def test_a_new_rubric_brings_its_tests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ready in sorted(path.parent.name for path in CATALOG.glob("*/rubric.yaml")):
        assert main(["new", ready, "--from", ready, "-o", str(tmp_path)]) == 0
        assert "rubric.test.yaml" in capsys.readouterr().out
    assert main(["test", str(tmp_path), "--fail-under", "100"]) == 0


# -- watching ----------------------------------------------------------------------------------------------


def test_watching_runs_again_when_a_file_changes_and_ends_quietly(folder: Path) -> None:
    path = put(GOOD)
    seen: list[str] = []
    rounds: Iterator[Callable[[], object]] = iter(
        [lambda: put("x: 1\n", "notes.txt"), lambda: put(BAD), path.unlink]
    )

    def sleep(_: float) -> None:
        step = next(rounds, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    watch(
        [str(folder)], lambda: seen.append(path.read_text("utf-8") if path.exists() else "gone"), sleep=sleep
    )
    assert seen == [GOOD, BAD, "gone"]


@pytest.mark.skipif(os.name == "nt", reason="a signal of its own")
def test_ctrl_c_ends_a_watch_without_a_word(folder: Path) -> None:
    put(GOOD)
    process = subprocess.Popen(
        [sys.executable, "-m", "engine.cli", "test", "--watch"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    watchdog = threading.Timer(30, process.kill)
    watchdog.start()
    assert process.stdout.readline() == "1 个样例，全部通过\n"
    time.sleep(0.2)
    process.send_signal(2)
    out, err = process.communicate(timeout=20)
    watchdog.cancel()
    assert (out, err, process.returncode) == ("", "", 0)


# -- pytest and pre-commit ---------------------------------------------------------------------------------


def test_pytest_collects_the_tests_of_rubrics(folder: Path) -> None:
    put(BAD)
    put(GOOD.replace("期望", "期忘"), "b/b.test.yaml")
    put(RUBRIC, "b/rubric.yaml")
    python = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    # Where this tree is installed anew the entry point has it already.
    known = any(one.value == "engine.pytest_plugin" for one in entry_points(group="pytest11"))
    python += [] if known else ["-p", "engine.pytest_plugin"]
    command = [*python, "--continue-on-collection-errors"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"}
    got = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert got.returncode == 1, got.stdout + got.stderr
    assert "1 failed, 1 passed, 1 error" in got.stdout
    assert "   产出 / 完成     7     6  完成率 = 94.99%" in got.stdout
    assert "“样例”里缺“期望”" in got.stdout or "期忘" in got.stdout
    assert "Traceback" not in got.stdout


def test_the_hooks_name_commands_that_there_are() -> None:
    value, problems = read_yaml(Source.of_text((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")))
    assert problems == []
    assert isinstance(value, list)
    assert [hook["id"] for hook in value] == ["rubric-check", "rubric-fmt", "rubric-test"]
    for hook in value:
        assert hook["entry"] == hook["id"].replace("-", " ")
        with pytest.raises(SystemExit) as left:
            main([*hook["entry"].split()[1:], "--help"])
        assert left.value.code == 0
