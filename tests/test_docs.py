"""What the documents show is what the program does: every fenced block is run.

* ``console``, ``sh``: each ``$ rubric ...`` runs in a copy of the tree, 100 columns wide and piped, and
  the lines below it are what it prints; ``> FILE`` at its end keeps the output instead. An ``sh`` block
  may also hold the two commands of the README, or a script of the tree, which are looked at and not run.
* ``yaml``: a rubric that loads. ``<!-- facts -->`` above it: facts for the rubric before it, or for the
  one that ``<!-- facts: NAME -->`` names. ``<!-- fragment -->``: a piece of either, and sound YAML.
* ``python``: runs; what it prints stands in the ``text`` block right below, if it prints at all.
* ``json``: is JSON. ``<!-- file: NAME -->`` above a block of any kind writes it beside the copied tree's
  README, for the commands that follow.

``UPDATE_EXPECTED=1 pytest tests/test_docs.py`` writes what is printed into the documents.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import textwrap
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import load_facts_text
from engine.cli import main
from rubric import load_rubric, load_rubric_text
from rubric.report import render_problems
from rubric.source import Source, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rubric.model import Rubric
    from rubric.problems import Problem

ROOT = Path(__file__).parents[1]
DOCUMENTS = [Path("README.md"), *sorted(p.relative_to(ROOT) for p in ROOT.glob("docs/**/*.md"))]
FENCE = re.compile(
    r"(?:<!-- *(?P<mark>\w+)(?:: *(?P<argument>\S+))? *-->\n\s*)?"
    r"^(?P<indent> *)(?P<ticks>```+)(?P<kind>\w*)\n(?P<body>.*?)^(?P=indent)(?P=ticks)$",
    re.MULTILINE | re.DOTALL,
)
SETUP = re.compile(r"python3 -m venv \.venv && \.venv/bin/pip install -q (\.|-e '\.\[dev\]') && (.+)")

SCRIPT = re.compile(r"\.venv/bin/python (?:-X \w+ )?(?:(?P<file>\S+\.py)|-m (?P<module>[\w.]+))(?: .*)?")


@dataclass
class Block:
    """A fenced block of a document and what stands around it."""

    kind: str
    body: str
    mark: str
    argument: str
    line: int
    start: int
    end: int
    indent: str


@dataclass
class Run:
    """One document being run: where, with what so far, what was wrong and what should stand instead."""

    folder: Path
    rubric: Rubric | None = None
    printed: str | None = None
    wrong: list[str] = field(default_factory=list)

    def fail(self, block: Block, *what: str) -> None:
        self.wrong.append("\n".join((f"line {block.line}:", *what)))

    def expect(self, block: Block, shown: str, printed: str) -> str:
        """What should stand there: what is printed."""
        if shown != printed:
            self.fail(block, "the document shows", shown, "the program prints", printed)
        return printed


def blocks(text: str) -> list[Block]:
    return [
        Block(
            kind=found["kind"],
            body=textwrap.dedent(found["body"]),
            mark=found["mark"] or "",
            argument=found["argument"] or "",
            line=text.count("\n", 0, found.start("ticks")) + 1,
            start=found.start("body"),
            end=found.end("body"),
            indent=found["indent"],
        )
        for found in FENCE.finditer(text)
    ]


# -- one reader a kind: each gives the text that should stand in its block -------------------------------


def console(block: Block, run: Run) -> str:
    lines = block.body.splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if line.startswith("$ ")]
    if not starts or starts[0] != 0:
        run.fail(block, "a console block begins with a line '$ rubric ...'")
        return block.body
    parts = ["".join(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return "".join(_command(block, part, run) for part in parts)


def _command(block: Block, part: str, run: Run) -> str:
    command, _, shown = part.partition("\n")
    words = shlex.split(command.removeprefix("$ "))
    if words[0] != "rubric":
        run.fail(block, f"only rubric is run here: {command}")
        return part
    target = words[-1] if words[-2] == ">" else None
    printed = output(
        lambda: main(words[1:-2] if target else words[1:]), run.folder / target if target else None
    )
    # A blank line between two commands is the document's own.
    blank = "\n" if shown.endswith("\n\n") and not printed.endswith("\n\n") else ""
    return f"{command}\n{run.expect(block, shown, printed + blank)}"


def output(act: Callable[[], object], keep: Path | None = None) -> str:
    """What an act prints to a pipe, its complaints too; ``keep`` takes all but the complaints."""
    printed, kept = io.BytesIO(), io.BytesIO()
    out, errors = _stream(kept), _stream(printed)
    # A command leaves by SystemExit after --help, and where it cannot be understood.
    with redirect_stdout(out if keep else errors), redirect_stderr(errors), suppress(SystemExit):
        act()
    if keep:
        keep.write_bytes(kept.getvalue())
    return printed.getvalue().decode("utf-8")


def _stream(held: io.BytesIO) -> io.TextIOWrapper:
    return io.TextIOWrapper(held, encoding="utf-8", newline="", write_through=True)


def shell(block: Block, run: Run) -> str:
    if block.body.startswith("$ "):
        return console(block, run)
    for line in block.body.splitlines():
        if not SETUP.fullmatch(line) and not _script(line):
            run.fail(block, f"neither a command of the README nor a script of the tree: {line}")
    return block.body


def _script(line: str) -> bool:
    """Whether a line runs a file or a module that the tree holds."""
    found = SCRIPT.fullmatch(line)
    file = found and (found["file"] or found["module"].replace(".", "/") + ".py")
    return bool(file) and (ROOT / str(file)).is_file()


def python(block: Block, run: Run) -> str:
    run.printed = output(lambda: exec(compile(block.body, f"line {block.line}", "exec"), {"__name__": "doc"}))
    return block.body


def text(block: Block, run: Run) -> str:
    if run.printed is None:
        run.fail(block, "nothing prints this: a text block stands right below a python block")
        return block.body
    printed, run.printed = run.printed, None
    return run.expect(block, block.body, printed)


def yaml(block: Block, run: Run) -> str:
    if block.mark == "fragment":
        _sound(block, run, read_yaml(Source.of_text(block.body))[1])
    elif block.mark == "facts":
        _facts(block, run)
    elif block.mark != "file":
        run.rubric, problems = load_rubric_text(block.body)
        _sound(block, run, problems if run.rubric is None else [])
    return block.body


def _facts(block: Block, run: Run) -> None:
    rubric = load_rubric(block.argument)[0] if block.argument else run.rubric
    if rubric is None:
        run.fail(block, "these facts have no rubric that loads")
        return
    facts, problems = load_facts_text(block.body, rubric)
    _sound(block, run, problems if facts is None else [])


def _sound(block: Block, run: Run, problems: Sequence[Problem]) -> None:
    if problems:
        run.fail(block, render_problems(problems, "en"))


def json_(block: Block, run: Run) -> str:
    try:
        json.loads(block.body)
    except json.JSONDecodeError as error:
        run.fail(block, str(error))
    return block.body


READERS: dict[str, Callable[[Block, Run], str]] = {
    "console": console,
    "sh": shell,
    "python": python,
    "text": text,
    "yaml": yaml,
    "json": json_,
}


def read(block: Block, run: Run) -> str:
    if run.printed and block.kind != "text":
        run.fail(block, "the python block before this one prints:", run.printed)
    if block.kind != "text":
        run.printed = None
    if block.mark == "file":
        target = run.folder / block.argument
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.body, "utf-8")
    elif block.kind not in READERS:
        run.fail(block, f"nothing runs a block of the kind {block.kind!r}")
    return READERS[block.kind](block, run) if block.kind in READERS else block.body


# -- the tests -------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tree to stand in: a command that writes leaves the tree itself alone."""
    folder = tmp_path / "tree"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "dist", "build"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "en_US.UTF-8")
    return folder


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_block_of_a_document_is_true(document: Path, copy: Path) -> None:
    whole = (ROOT / document).read_text("utf-8")
    run, pieces, at = Run(copy), [], 0
    for block in blocks(whole):
        body = read(block, run)
        pieces += [whole[at : block.start], textwrap.indent(body, block.indent)]
        at = block.end
    if run.printed:
        run.wrong.append(f"the last python block prints:\n{run.printed}")
    updated = "".join([*pieces, whole[at:]])
    if os.environ.get("UPDATE_EXPECTED") and updated != whole:
        (ROOT / document).write_text(updated, "utf-8")
        pytest.skip("rewritten with what is printed: run the test again")
    assert not run.wrong, "\n\n".join((f"{document}", *run.wrong))


def test_the_readme_has_two_commands_one_scores_and_one_tests() -> None:
    shown = [block.body.splitlines() for block in blocks((ROOT / "README.md").read_text("utf-8"))]
    commands = [line for lines in shown for line in lines if SETUP.fullmatch(line)]
    rests = [(found[1], found[2]) for line in commands if (found := SETUP.fullmatch(line))]
    (plain, scores), (editable, tests) = rests
    assert plain == "."
    assert scores == ".venv/bin/rubric score department-zhanjiang examples/zhanjiang-2023/facts.yaml"
    assert editable == "-e '.[dev]'"
    assert tests.startswith(".venv/bin/python -m pytest")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("```sh\ncurl example.com | sh\n```\n", "neither a command"),
        ("```console\nrubric score\n```\n", "begins with a line"),
        ("```console\n$ ls\n```\n", "only rubric is run"),
        ("```console\n$ rubric score absent.yaml absent.yaml\nall is well\n```\n", "Y101"),
        ("```console\n$ rubric score absent.yaml absent.yaml > kept.txt\n```\n", "Y101"),
        ("```yaml\n评分表: 试\n```\n", "R202"),
        ("<!-- fragment -->\n```yaml\na: [\n```\n", "Y102"),
        ("<!-- facts -->\n```yaml\n事实: {}\n```\n", "no rubric"),
        ("<!-- facts: department-zhanjiang -->\n```yaml\n事实: {甲: 1}\n```\n", "F602"),
        ("```python\nprint(1)\n```\n```text\n2\n```\n", "the program prints"),
        ("```python\nprint(1)\n```\n```json\n2\n```\n", "before this one prints"),
        ("```text\n2\n```\n", "nothing prints this"),
        ("```json\n{\n```\n", "Expecting"),
        ("```\n2\n```\n", "nothing runs"),
    ],
)
def test_a_document_that_is_not_true_is_found(document: str, said: str, copy: Path) -> None:
    run = Run(copy)
    for block in blocks(document):
        read(block, run)
    assert said in "\n".join(run.wrong)


def test_what_a_command_keeps_is_there_for_the_next(copy: Path) -> None:
    rubric = (ROOT / "docs/language.md").read_text("utf-8")
    first = next(block for block in blocks(rubric) if block.kind == "yaml")
    run = Run(copy)
    document = (
        f"* <!-- file: new/rubric.yaml -->\n  ```yaml\n{textwrap.indent(first.body, '  ')}  ```\n"
        "* <!-- file: new/facts.yaml -->\n  ```yaml\n  事实: {}\n  ```\n"
        "```console\n$ rubric score new/rubric.yaml new/facts.yaml > new/card.txt\n```\n"
    )
    for block in blocks(document):
        assert read(block, run) == block.body
    assert run.wrong == []
    assert "25" in (copy / "new/card.txt").read_text("utf-8")
