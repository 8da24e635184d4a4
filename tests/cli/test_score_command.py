"""``rubric score`` from the outside: output, exit codes, hostile input."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "zhanjiang-2023"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", ["facts", "facts-materials", "facts-satisfaction"])
def test_three_readings_of_the_report_explain_99(name: str) -> None:
    got = run("score", "department-zhanjiang", str(EXAMPLE / f"{name}.yaml"))
    assert got.returncode == 0
    assert "99.00 / 100" in got.stdout


def test_with_the_three_open_the_total_is_a_range() -> None:
    got = run("score", "department-zhanjiang", str(EXAMPLE / "facts-open.yaml"))
    assert got.returncode == 1
    assert "92.00 – 100.00 / 100" in got.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", ["80", "120"])
def test_the_example_prints_what_is_stored(language: str, width: str) -> None:
    facts = str(EXAMPLE / "facts.yaml")
    got = run("score", "department-zhanjiang", facts, "--lang", language, "--width", width)
    stored = EXAMPLE / f"expected-{language}-{width}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        stored.write_text(got.stdout, "utf-8")
    assert got.stdout == stored.read_text("utf-8")
    assert (got.returncode, got.stderr) == (0, "")


def test_an_open_fact_is_incomplete(tmp_path: Path) -> None:
    text = (EXAMPLE / "facts.yaml").read_text("utf-8")
    facts = tmp_path / "facts.yaml"
    facts.write_text(text.replace("项目绩效管理办法: {值: 否", "项目绩效管理办法: {值: "), "utf-8")
    got = run("score", "department-zhanjiang", str(facts))
    assert got.returncode == 1
    assert "99.00 – 100.00" in got.stdout


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "评分表: 试\n".encode("gbk"),
        b"\x00\xff\xfe",
        b"[" * 100_000,
        b"a: &a [1]\nb: [*a, *a]\n",
        b"- 1",
        b"1",
        b"a: 1\na: 2\n",
        ("9" * 100_000).encode(),
    ],
)
def test_hostile_files_end_in_a_problem(content: bytes, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(content)
    for arguments in ((str(bad), str(EXAMPLE / "facts.yaml")), ("department-zhanjiang", str(bad))):
        got = run("score", *arguments)
        assert got.returncode == 2
        assert "Traceback" not in got.stderr
        assert "→" in got.stderr


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in (str(tmp_path / "pipe.yaml"), "/dev/zero"):
        got = run("score", name, "facts.yaml")
        assert got.returncode == 2
        assert "Y101" in got.stderr


@pytest.mark.parametrize("line", ["a{}: 1\n", "- {}\n", "# {}\n"])
def test_a_flood_of_lines_ends_soon_and_briefly(line: str, tmp_path: Path) -> None:
    flood = tmp_path / "flood.yaml"
    flood.write_text("".join(line.format(n) for n in range(300_000)), "utf-8")
    got = run("score", str(flood), "facts.yaml")
    assert got.returncode == 2
    assert "Traceback" not in got.stderr
    assert len(got.stderr) < 100_000


def test_a_missing_file_and_a_folder_are_said() -> None:
    for name in ("absent.yaml", str(EXAMPLE)):
        got = run("score", name, "facts.yaml")
        assert got.returncode == 2
        assert "Y101" in got.stderr


def test_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m engine.cli score department-zhanjiang {EXAMPLE}/facts.yaml | true"
    got = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert got.stderr == ""
