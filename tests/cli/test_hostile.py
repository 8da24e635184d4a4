"""``rubric score`` on files that may come from anyone: each ends in a problem, soon and in little memory.

The command runs as a process of its own. Its memory is held down by the system (a breach is a MemoryError,
and so a traceback), its time is the processor time beyond what refusing an absent file takes.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rubric.source import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
FACTS = str(ROOT / "examples" / "zhanjiang-2023" / "facts.yaml")
RUBRIC = "department-zhanjiang"
MAIN = "import sys; from engine.cli import main; sys.exit(main())"
MEMORY_KB = 200 * 1024
SECONDS = 1.0
PATIENCE = 60
CODE = re.compile(r"\b[YRNPF]\d{3}\b")
LIMITED = ["sh", "-c", f'ulimit -d {MEMORY_KB} && exec "$@"', "sh"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="holds the memory down as Linux does")

GOOD = """评分表: 试
满分: 5
舍入: 不舍入
事实:
  甲: {范围: "[0, inf)"}
指标:
  项:
    分值: 5
    公式: 分值 * 最小(1, 甲)
"""
GOOD_FACTS = "事实:\n  甲: 1\n"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str
    seconds: float


@dataclass(frozen=True)
class Command:
    """The command, with bytecode kept where a test may write it."""

    environment: dict[str, str]
    cwd: Path

    def start(
        self, *arguments: str | bytes, stdout: int, env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        command = [*LIMITED, sys.executable, "-c", MAIN, *arguments]
        environment = {**self.environment, **(env or {})}
        return subprocess.Popen(command, cwd=self.cwd, env=environment, stdout=stdout, stderr=subprocess.PIPE)

    def __call__(self, *arguments: str | bytes, env: dict[str, str] | None = None) -> Ended:
        before = _spent()
        child = self.start(*arguments, stdout=subprocess.PIPE, env=env)
        try:
            out, err = child.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            pytest.fail(f"still running after {PATIENCE} seconds")
        return Ended(child.returncode, out.decode("utf-8", "replace"), err.decode(), _spent() - before)


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.fixture(scope="module")
def rubric(tmp_path_factory: pytest.TempPathFactory) -> Command:
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONDONTWRITEBYTECODE", "COLUMNS"}}
    cache = tmp_path_factory.mktemp("bytecode")
    return Command({**environment, "PYTHONPYCACHEPREFIX": str(cache), "PYTHONPATH": str(ROOT)}, ROOT)


@pytest.fixture(scope="module")
def idle(rubric: Command) -> float:
    """The processor time of a run that has nothing to read."""
    rubric("score", RUBRIC, FACTS)
    rubric("score", RUBRIC, "absent.yaml")
    return min(rubric("score", RUBRIC, "absent.yaml").seconds for _ in range(3))


@pytest.fixture
def refuses(rubric: Command, idle: float) -> Callable[..., Ended]:
    """Runs ``score`` and holds the outcome against what every refusal owes its reader."""

    def run(*arguments: str | bytes, line: int | None = None) -> Ended:
        got = rubric("score", *arguments)
        said = got.out + got.err
        short = said if len(said) < 2000 else f"{said[:1000]} ... {said[-1000:]}"
        found = {
            "code 2": got.code == 2,
            "no traceback": "Traceback" not in said,
            "a code": bool(CODE.search(said)),
            "a hint": "→" in said,
            "its line": line is None or bool(re.search(rf":{line}:\d+", said)),
            f"within {SECONDS} s": got.seconds - idle < SECONDS,
            "no flood": len(said) < 1_000_000,
        }
        wanting = [what for what, held in found.items() if not held]
        assert not wanting, short
        return got

    return run


def _write(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_the_twin_without_a_mistake_is_scored(rubric: Command, tmp_path: Path) -> None:
    got = rubric("score", _write(tmp_path, "r.yaml", GOOD), _write(tmp_path, "f.yaml", GOOD_FACTS))
    assert (got.code, got.err) == (0, "")


# -- files that are not texts ----------------------------------------------------------------------------

UNREADABLE = {
    "empty": b"",
    "blanks": b" \n\n  \n",
    "only a comment": "# 空\n".encode(),
    "only a mark": b"\xef\xbb\xbf",
    "GBK": GOOD.encode("gbk"),
    "UTF-16": GOOD.encode("utf-16"),
    "NUL": b"a: \x00\n",
    "noise": bytes(range(256)) * 64,
    "half a character": "评分表".encode()[:-1],
    "a lone surrogate": b"a: \xed\xa0\x80\n",
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_no_text_is_said(
    content: bytes, refuses: Callable[..., Ended], tmp_path: Path
) -> None:
    bad = _write(tmp_path, "bad.yaml", content)
    refuses(bad, FACTS)
    refuses(RUBRIC, bad)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_byte_order_mark_and_any_line_end_are_fine(
    mark: bytes, end: str, rubric: Command, tmp_path: Path
) -> None:
    made = [
        _write(tmp_path, name, mark + text.replace("\n", end).encode())
        for name, text in (("r.yaml", GOOD), ("f.yaml", GOOD_FACTS))
    ]
    assert rubric("score", *made).code == 0


def _loop(folder: Path) -> None:
    (folder / "bad").symlink_to(folder / "bad")


def _huge(folder: Path) -> None:
    with (folder / "bad").open("wb") as file:
        file.truncate(1 << 32)


PATHS: dict[str, Callable[[Path], object]] = {
    "missing": lambda _: None,
    "a folder": lambda folder: (folder / "bad").mkdir(),
    "a link to itself": _loop,
    "a link to nothing": lambda folder: (folder / "bad").symlink_to(folder / "absent"),
    "a pipe that nobody fills": lambda folder: os.mkfifo(folder / "bad"),
    "a device without end": lambda folder: (folder / "bad").symlink_to("/dev/zero"),
    "four gigabytes": _huge,
}


@pytest.mark.parametrize("make", PATHS.values(), ids=PATHS)
def test_a_path_that_is_no_file_is_said(
    make: Callable[[Path], object], refuses: Callable[..., Ended], tmp_path: Path
) -> None:
    make(tmp_path)
    refuses(str(tmp_path / "bad"), FACTS)
    refuses(RUBRIC, str(tmp_path / "bad"))


NAMES: dict[str, str | bytes] = {
    "none": "",
    "this folder": ".",
    "long": "x" * 5000,
    "deep": "a/" * 3000,
    "not UTF-8": b"\xff\xfe.yaml",
    "far away": "../../../nowhere.yaml",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_that_is_none_is_said(name: str | bytes, refuses: Callable[..., Ended]) -> None:
    refuses(name, FACTS)
    refuses(RUBRIC, name)


# -- YAML that is more than it looks ---------------------------------------------------------------------


def _laughs(levels: int) -> str:
    rows = ["a0: &a0 [哈, 哈, 哈]\n"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, levels)]
    return "".join(rows)


YAMLS = {
    "alias bomb": _laughs(10),
    "an alias to itself": "a: &a [*a]\n",
    "a merge key": "a: &a {b: 1}\nc: {<<: *a}\n",
    "a tag": "a: !!python/object/apply:os.system [id]\n",
    "a tag of a set": "!!set {a, b}\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "a list at the top": "- 1\n",
    "a number at the top": "1\n",
    "a tab": "a:\n\t- b\n",
    "deep flow lists": "[" * 100_000,
    "deep flow mappings": "{a: " * 50_000,
    "deep block lists": "- " * 50_000,
    "deep block mappings": "".join(f"{' ' * n}a:\n" for n in range(2_000)),
    "deep question marks": "? " * 20_000,
    "a long word": "a" * 7_000_000,
    "a long number": "满分: " + "9" * 7_000_000,
    "a long key": "甲" * 300_000 + ": 1\n",
    "a long quoted text": 'a: "' + "\\n" * 3_000_000 + '"\n',
    "many empty lines": "\n" * 8_000_000 + "a: 1\n",
    "many items": "- \n" * 2_500_000,
    "many keys": "".join(f"k{n}: 1\n" for n in range(600_000)),
    "many equal keys": "a: 1\n" * 1_000_000,
    "many colons": "甲：1\n" * 700_000,
    "many anchors on one line": "[" + "&a 1, " * 200_000 + "]\n",
    "many unknown keys on one line": "{" + ", ".join(f"甲{n}: 1" for n in range(20_000)) + "}\n",
    "many tag directives": "".join(f"%TAG !a{n}! x\n" for n in range(80_000)),
    "many pairs in brackets": "- " + "[" * 60 + "a: 1, " * 30_000,
    "many mistakes behind many items": "- \n" * 49_000 + '- a: "x" y\n' * 60,
}
# What is too long is not read at all: the longest that is read has to end as soon.
YAMLS |= {f"{name}, cut": content[:LONGEST] for name, content in YAMLS.items() if len(content) > LONGEST}


@pytest.mark.parametrize("content", YAMLS.values(), ids=YAMLS)
def test_yaml_that_is_more_than_it_looks_is_refused(
    content: str, refuses: Callable[..., Ended], tmp_path: Path
) -> None:
    bad = _write(tmp_path, "bad.yaml", content)
    for got in (refuses(bad, FACTS), refuses(RUBRIC, bad)):
        assert re.search(r"bad\.yaml(:\d+:\d+|.*8 MB)", (got.out + got.err)[:2000])


# -- numbers and formulas without end --------------------------------------------------------------------

POINTS = {
    "points of many digits": ("满分: 5", "满分: " + "9" * 100_000, 2),
    "points with an exponent": ("满分: 5", "满分: 1e999999", 2),
    "infinite points": ("满分: 5", "满分: .inf", 2),
    "no number": ("满分: 5", "满分: .nan", 2),
    "points of other digits": ("满分: 5", "满分: 0x5", 2),
    "negative points": ("满分: 5", "满分: -5", None),
    "many places": ("舍入: 不舍入", "舍入: {位数: 999999999, 方式: 四舍五入, 于: 指标}", 3),
    "an interval of many digits": ("[0, inf)", "[0, " + "9" * 100_000 + ")", 5),
    "a power of powers": ("最小(1, 甲)", "9**9**9**9", 9),
    "a power that is long": ("最小(1, 甲)", "(((10**64)**64)**64)**64", 9),
    "a literal with an exponent": ("最小(1, 甲)", "1e999999", 9),
    "a literal of many digits": ("最小(1, 甲)", "1" + "0" * 100_000, 9),
    "a long sum": ("最小(1, 甲)", "+".join(["甲"] * 100_000), 9),
    "deep brackets": ("最小(1, 甲)", "(" * 50_000 + "甲" + ")" * 50_000, 9),
    "many signs": ("最小(1, 甲)", "-" * 100_000 + "甲", 9),
    "many negations": ("最小(1, 甲)", "not " * 50_000 + "甲", 9),
    "a long chain": ("最小(1, 甲)", "<".join(["甲"] * 50_000), 9),
    "a long name": ("最小(1, 甲)", "乙" * 500_000, 9),
    "an attribute": ("最小(1, 甲)", "甲.__class__.__mro__", 9),
    "a subscript": ("最小(1, 甲)", "甲[0]", 9),
    "a call of anything": ("最小(1, 甲)", "__import__(甲)", 9),
    "a repeated text": ("分值 * 最小(1, 甲)", "'\"a\" * 999999999'", 9),
    "a shift": ("最小(1, 甲)", "(1 << 999999999)", 9),
    "a lambda": ("分值 * 最小(1, 甲)", "'(lambda: 1)()'", 9),
    "a comprehension": ("分值 * 最小(1, 甲)", "'[x for x in 甲]'", 9),
}


@pytest.mark.parametrize(("good", "bad", "line"), POINTS.values(), ids=POINTS)
def test_numbers_and_formulas_without_end_are_refused(
    good: str, bad: str, line: int | None, refuses: Callable[..., Ended], tmp_path: Path
) -> None:
    assert good in GOOD
    path = _write(tmp_path, "r.yaml", GOOD.replace(good, bad, 1))
    refuses(path, _write(tmp_path, "f.yaml", GOOD_FACTS), line=line)


@pytest.mark.parametrize(
    "value", ["9" * 100_000, "1e999999", ".inf", "1_000", "0x1F", "1" + ",000" * 50_000, "-1", "[1, 2]", "~"]
)
def test_a_fact_that_is_no_number_in_its_range_is_refused(
    value: str, refuses: Callable[..., Ended], tmp_path: Path
) -> None:
    facts = _write(tmp_path, "f.yaml", f"事实:\n  甲: {value}\n")
    refuses(_write(tmp_path, "r.yaml", GOOD), facts, line=2)


@pytest.mark.parametrize(
    "formula", ["甲 ** 甲", "2 ** 甲", "exp(甲)", "甲 ** (1 / 甲)", "round(甲, 29)", "1 / (甲 - 甲)"]
)
def test_a_formula_that_grows_with_its_facts_ends_soon(
    formula: str, rubric: Command, idle: float, tmp_path: Path
) -> None:
    text = GOOD.replace("公式: 分值 * 最小(1, 甲)", f"公式: 最小(5, {formula})")
    facts = _write(tmp_path, "f.yaml", f"事实:\n  甲: {'9' * 30}\n")
    got = rubric("score", _write(tmp_path, "r.yaml", text), facts)
    assert "Traceback" not in got.err
    assert got.code in (0, 1, 2)
    assert got.seconds - idle < SECONDS


# -- include never leaves the folder ---------------------------------------------------------------------

INCLUDING = GOOD.replace("    分值: 5\n    公式: 分值 * 最小(1, 甲)\n", "    引入: {name}\n")
BODY = "分值: 5\n公式: 分值 * 最小(1, 甲)\n"


def _including(folder: Path, name: str) -> tuple[str, str]:
    rubrics = folder / "rubrics"
    rubrics.mkdir(exist_ok=True)
    return (
        _write(rubrics, "r.yaml", INCLUDING.replace("{name}", name)),
        _write(folder, "f.yaml", GOOD_FACTS),
    )


def test_include_of_a_file_beside_the_rubric_is_scored(rubric: Command, tmp_path: Path) -> None:
    made = _including(tmp_path, "项.yaml")
    _write(tmp_path / "rubrics", "项.yaml", BODY)
    got = rubric("score", *made)
    assert (got.code, got.err) == (0, "")


ESCAPES = {
    "upwards": "../secret.yaml",
    "upwards and down again": "inner/../../secret.yaml",
    "absolute": "{folder}/secret.yaml",
    "from home": "~/secret.yaml",
    "a link": "link.yaml",
    "through a linked folder": "linked/secret.yaml",
    "an address": "file://{folder}/secret.yaml",
    "backslashes": "..\\secret.yaml",
    "a device": "zero.yaml",
    "a pipe": "pipe.yaml",
    "a folder": "inner",
    "nothing": '""',
    "itself": "r.yaml",
}


@pytest.mark.parametrize("name", ESCAPES.values(), ids=ESCAPES)
def test_include_never_leaves_the_folder(name: str, refuses: Callable[..., Ended], tmp_path: Path) -> None:
    made = _including(tmp_path, name.format(folder=tmp_path))
    _write(tmp_path, "secret.yaml", BODY + "备注: 秘密\n")
    rubrics = tmp_path / "rubrics"
    (rubrics / "inner").mkdir()
    (rubrics / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (rubrics / "linked").symlink_to(tmp_path)
    (rubrics / "zero.yaml").symlink_to("/dev/zero")
    os.mkfifo(rubrics / "pipe.yaml")
    got = refuses(*made)
    assert re.search(r"r\.yaml:8:\d+", got.out + got.err)
    assert "秘密" not in got.out + got.err


def test_files_that_include_each_other_are_refused(refuses: Callable[..., Ended], tmp_path: Path) -> None:
    made = _including(tmp_path, "a.yaml")
    for name, other in (("a", "b"), ("b", "a")):
        _write(tmp_path / "rubrics", f"{name}.yaml", f"分值: 5\n指标:\n  下:\n    引入: {other}.yaml\n")
    refuses(*made)


def test_includes_that_double_at_every_step_are_refused(
    refuses: Callable[..., Ended], tmp_path: Path
) -> None:
    made = _including(tmp_path, "0.yaml")
    for level in range(30):
        body = f"分值: 5\n指标:\n  左: {{引入: {level + 1}.yaml}}\n  右: {{引入: {level + 1}.yaml}}\n"
        _write(tmp_path / "rubrics", f"{level}.yaml", body)
    refuses(*made)


# -- workbooks -------------------------------------------------------------------------------------------

SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOOKS = {
    "a bomb": SHEET + "<sheetData>",
    "an entity bomb": f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "哈">{LAUGHS}]><x>&l11;</x>',
    "an outside entity": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
}


@pytest.mark.parametrize("sheet", BOOKS.values(), ids=BOOKS)
def test_a_workbook_that_is_a_bomb_is_refused(
    sheet: str, refuses: Callable[..., Ended], tmp_path: Path
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    plain, bad = tmp_path / "plain.xlsx", tmp_path / "bad.xlsx"
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            file.write(sheet.encode())
            for _ in range(400):
                file.write(b" " * 1_000_000)
    got = refuses(RUBRIC, str(bad))
    assert "root:" not in got.out + got.err


@pytest.mark.parametrize("name", ["bad.xlsx", "bad.csv", "bad.json"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xff\xfe\x00", b"[" * 100_000], ids=repr)
def test_facts_of_any_kind_that_are_none_are_refused(
    name: str, content: bytes, refuses: Callable[..., Ended], tmp_path: Path
) -> None:
    refuses(RUBRIC, _write(tmp_path, name, content))


# -- what is printed, and where --------------------------------------------------------------------------


def test_problems_are_json_where_json_is_asked_for(rubric: Command, tmp_path: Path) -> None:
    bad = _write(tmp_path, "bad.yaml", GOOD.replace("满分: 5", "满分：5"))
    got = rubric("score", bad, FACTS, "--format", "json")
    assert got.code == 2
    problem = json.loads(got.out)["problems"][0]
    assert problem.keys() == {"code", "severity", "file", "line", "column", "end_column", "message", "hint"}
    assert (problem["line"], problem["column"]) == (2, 3)


def test_nothing_an_author_wrote_steers_the_terminal(rubric: Command, tmp_path: Path) -> None:
    escapes = '"试\\e]0;x\\a\\e[31m[bold red]\\r\\b"'
    made = _write(tmp_path, "r.yaml", GOOD.replace("评分表: 试", f"评分表: {escapes}"))
    facts = _write(tmp_path, "f.yaml", f"评价单位: {escapes}\n{GOOD_FACTS}")
    wrong = _write(tmp_path, "w.yaml", f"评价单位: 甲\n{escapes}: 1\n{GOOD_FACTS}")
    for one in (facts, wrong):
        got = rubric("score", made, one)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]", got.out + got.err)


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_terminal_of_another_encoding_gets_what_it_can_show(encoding: str, rubric: Command) -> None:
    got = rubric("score", RUBRIC, FACTS, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert (got.code, "Traceback" in got.err) == (0, False)
    assert "99.00" in got.out


def test_a_reader_that_has_gone_is_left_quietly(rubric: Command) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    child = rubric.start("score", RUBRIC, FACTS, stdout=writing)
    os.close(writing)
    assert child.communicate(timeout=PATIENCE)[1] == b""


def test_head_takes_one_line_and_nobody_complains(rubric: Command) -> None:
    line = f'"{sys.executable}" -c "{MAIN}" score {RUBRIC} "{FACTS}" | head -n 1'
    got = subprocess.run(
        ["sh", "-c", line],
        cwd=ROOT,
        env=rubric.environment,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert got.stderr == b""
    assert got.stdout.count(b"\n") == 1


@pytest.mark.parametrize("way", [">&-", ">/dev/full"], ids=["closed", "full"])
def test_an_output_that_takes_nothing_is_no_traceback(way: str, rubric: Command) -> None:
    line = f'"{sys.executable}" -c "{MAIN}" score {RUBRIC} "{FACTS}" {way}'
    got = subprocess.run(
        ["sh", "-c", line],
        cwd=ROOT,
        env=rubric.environment,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert b"Traceback" not in got.stderr
    assert b"Exception ignored" not in got.stderr


def test_an_interrupt_ends_quietly(rubric: Command) -> None:
    """The command is held at its output by a full pipe, interrupted there, and then let go."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, b" " * 4096)
    except BlockingIOError:
        os.set_blocking(writing, True)
    child = rubric.start("score", RUBRIC, FACTS, stdout=writing)
    os.close(writing)
    _until_it_rests(child.pid)
    child.send_signal(signal.SIGINT)
    time.sleep(0.2)
    while os.read(reading, 65536):
        pass
    os.close(reading)
    _, err = child.communicate(timeout=PATIENCE)
    assert err == b""
    assert child.returncode in (130, -signal.SIGINT)


def _until_it_rests(pid: int) -> None:
    """Waits until a process has slept for a while: one that waits for its turn on the processor is none."""
    last, rests, patience = -1, 0, time.monotonic() + PATIENCE
    while rests < 5:
        assert time.monotonic() < patience, "the command never came to rest"
        time.sleep(0.1)
        state, *told = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        now = int(told[10]) + int(told[11])
        rests = rests + 1 if state == "S" and now == last and now > 0 else 0
        last = now
