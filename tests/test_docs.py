"""What the documents show is what the program does: every fenced block is run.

* ``console``, ``sh``: each ``$ rubric ...`` runs in a copy of the tree, 100 columns wide and piped, and
  the lines below it are what it prints; ``> FILE`` at its end keeps the output instead. An ``sh`` block
  may also hold the two commands of the README, or a script of the tree, which are looked at and not run.
* ``yaml``: a rubric that loads; one without title, points or rounding gets those of ``HEAD``.
  ``<!-- refused: CODE -->`` above it: one that does not load, for this one reason.
  ``<!-- fragment -->``: a piece of a rubric or of facts, and sound YAML.
* ``<!-- facts -->`` above ``yaml`` or ``csv``: facts for the rubric before it, or for the one that
  ``<!-- facts: NAME -->`` names, in whose folder they then stand. What they come to is said in comments
  ``# => 4.5; 良; 产出/数量 [2, 3]`` among them, or in a line ```=> 4.5``` right below: the total or its
  range, the grade, an item by its path or short name, ``NAME holds``, ``fails`` or ``open`` of a check,
  ``NAME reason`` or ``evidence`` that is to be attached, or the code for which the facts are refused.
* ``python``: runs; what it prints stands in the ``text`` block right below, if it prints at all.
* ``json``: is JSON. ``<!-- file: NAME -->`` above a block of any kind writes it beside the copied tree's
  README, for the commands that follow.

``UPDATE_EXPECTED=1 pytest tests/test_docs.py`` writes what is printed, and the keywords, into the documents;
what scores come to is worked out by hand.
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
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine import load_facts, score
from engine.cli import main
from engine.facts_entry import ENTRY
from engine.facts_yaml import ATTACHED, TOP
from engine.judgements import KEYS as JUDGED
from engine.proof.cases import OF_WHOLE
from rubric import cohort_shape, load_rubric, load_rubric_text
from rubric import shape as shapes
from rubric.cohort_shape import CohortShape, OverSubjectsShape, QuotaShape, RankRuleShape
from rubric.forms import Form, OneOf, Shape, Words
from rubric.formula.functions import FUNCTIONS, MODES
from rubric.keywords import KEYS, WORDS, canonical_key, canonical_word
from rubric.number import read_number, round_places, show
from rubric.report import render_problems
from rubric.rules.checklist import MISSING
from rubric.source import Row, Source, Table, read_yaml
from rubric.tests import ExpectedShape, TestShape, TestsShape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.scorecard import ItemScore, Scorecard
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

LANGUAGE = ROOT / "docs/language.md"
HEAD = "评分表: 例\n满分: {points}\n舍入: {{位数: 2, 方式: 四舍五入, 于: 指标}}\n"
BELOW = re.compile(r"\s*`=> (.+)`$", re.MULTILINE)
SCORE = re.compile(r"(?:(?P<name>.+) )?(?:-?[\d.]+|\[-?[\d.]+, -?[\d.]+\])")
SAID = re.compile(r"(?P<name>.+) (?P<word>holds|fails|open|reason|evidence)")
VERDICTS = {True: "holds", False: "fails", None: "open"}

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
    below: str = ""

    @property
    def expected(self) -> list[str]:
        """What is said of the facts in it: among them, and in the line right below."""
        among = re.findall(r"^ *# => (.+)$", self.body, re.MULTILINE)
        return [entry for line in (*among, self.below) for entry in line.split("; ") if entry]


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
            below=said[1] if (said := BELOW.match(text, found.end())) else "",
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
    module = found["module"].replace(".", "/") if found and found["module"] else ""
    files = (f"{module}.py", f"{module}/__main__.py") if module else (found["file"],) if found else ()
    return any((ROOT / file).is_file() for file in files)


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
    elif block.mark == "refused":
        _refused(block, run, load_rubric_text(headed(block.body))[1], block.argument)
    elif block.mark != "file":
        run.rubric, problems = load_rubric_text(headed(block.body))
        _sound(block, run, problems if run.rubric is None else [])
    return block.body


def headed(body: str) -> str:
    """A rubric with the lines of ``HEAD`` that it leaves out."""
    value = read_yaml(Source.of_text(body))[0]
    if not isinstance(value, Table) or not any(key in ("指标", "items") for key in value):
        return body
    fields = frozenset(shapes.RubricShape.fields)
    there = {canonical_key(key, fields) for key in value}
    lines = HEAD.format(points=_points(value)).splitlines(keepends=True)
    return "".join(line for line in lines if canonical_key(line.split(":")[0], fields) not in there) + body


def _points(value: Table) -> str:
    """The points of the items of a rubric together."""
    items = next(held for key, held in value.items() if key in ("指标", "items"))
    fields = frozenset(shapes.ItemShape.fields)
    parts = [
        {canonical_key(key, fields): held for key, held in item.items()}
        for item in (items.values() if isinstance(items, Table) else ())
        if isinstance(item, Table)
    ]
    written = [read_number(str(part.get("points"))) for part in parts if "bonus" not in part]
    return show(sum((one.value for one in written if one is not None), Fraction(0)))


def csv(block: Block, run: Run) -> str:
    if block.mark == "facts":
        _facts(block, run)
    elif block.mark != "file":
        run.fail(block, "a csv block holds facts, or is written to a file")
    return block.body


def _facts(block: Block, run: Run) -> None:
    rubric = load_rubric(block.argument)[0] if block.argument else run.rubric
    if rubric is None:
        run.fail(block, "these facts have no rubric that loads")
        return
    file = (run.folder / block.argument).parent / f"facts-of-line-{block.line}.{block.kind}"
    file.write_text(block.body, "utf-8")
    facts, problems = load_facts(file, rubric)
    file.unlink()
    codes = [entry for entry in block.expected if re.fullmatch(r"[A-Z]\d{3}", entry)]
    if codes or facts is None:
        _refused(block, run, problems, *codes) if codes else _sound(block, run, problems)
        return
    card = score(rubric, facts)
    for entry in block.expected:
        if (got := told(entry, card)) != entry:
            run.fail(block, f"the document expects {entry}, the program gives {got}")


def _refused(block: Block, run: Run, problems: Sequence[Problem], *codes: str) -> None:
    if {problem.code for problem in problems} != set(codes):
        run.fail(block, f"it should be refused for {', '.join(codes)}", render_problems(problems, "en"))


def told(entry: str, card: Scorecard) -> str:
    """What should stand for an entry of what is expected."""
    if found := SCORE.fullmatch(entry):
        return " ".join([*([found["name"]] if found["name"] else []), _score(found["name"], card)])
    if not (found := SAID.fullmatch(entry)):
        return "、".join(card.grades)
    name, word = found["name"], found["word"]
    if word in VERDICTS.values():
        return "; ".join(f"{name} {VERDICTS[check.holds]}" for check in card.checks if check.name == name)
    due = [one.what for one in card.requires if one.path.endswith(name) and one.what == word]
    return f"{name} {due[0]}" if due else f"{name}: no {word} is due"


def _score(name: str | None, card: Scorecard) -> str:
    items = [item for item in card.root.walk() if name in (None, item.path, item.name)]
    return "nothing of that name" if not items else _figure(items[0])


def _figure(item: ItemScore) -> str:
    return show(item.low) if item.exact is not None else f"[{show(item.low)}, {show(item.high)}]"


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
    "csv": csv,
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
    rubric = headed("事实: {甲: {}}\n指标: {乙: {分值: 25, 公式: 甲}}\n")
    run = Run(copy)
    document = (
        f"* <!-- file: new/rubric.yaml -->\n  ```yaml\n{textwrap.indent(rubric, '  ')}  ```\n"
        "* <!-- file: new/facts.yaml -->\n  ```yaml\n  事实: {}\n  ```\n"
        "```console\n$ rubric score new/rubric.yaml new/facts.yaml > new/card.txt\n```\n"
    )
    for block in blocks(document):
        assert read(block, run) == block.body
    assert run.wrong == []
    assert "25" in (copy / "new/card.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("3; 乙 3; 中; 丙 holds; 乙 reason", ""),
        ("4", "expects 4, the program gives 3"),
        ("[0, 5]", "expects [0, 5], the program gives 3"),
        ("丁 3", "nothing of that name"),
        ("优", "the program gives 中"),
        ("丙 fails", "the program gives 丙 holds"),
        ("乙 evidence", "no evidence is due"),
        ("F602", "refused for F602"),
    ],
)
def test_what_facts_come_to_is_compared(said: str, wrong: str, copy: Path) -> None:
    rubric = (
        "等级: {按: 舍入后, 优: '[4, 5]', 中: '[0, 4)'}\n事实: {甲: {}}\n核对: {丙: {式: 甲 > 2, 严重: 错误}}\n"
        "指标: {乙: {分值: 5, 公式: 甲, 须附: {当: 失分 > 0, 附: 理由}}}\n"
    )
    run = Run(copy)
    for block in blocks(
        f"```yaml\n{rubric}```\n<!-- facts -->\n```yaml\n事实: {{甲: 3}}\n```\n`=> {said}`\n"
    ):
        read(block, run)
    assert wrong in "\n".join(run.wrong)
    assert bool(run.wrong) == bool(wrong)


# -- the tables of the language ----------------------------------------------------------------------------


def fields(*kinds: type[Shape], without: type[Shape] | None = None) -> frozenset[str]:
    """The keys of shapes, but for those that stand elsewhere too."""
    elsewhere = without.fields if without else ()
    return frozenset(key for kind in kinds for key in kind.fields if key not in elsewhere)


GRADES = frozenset(("on", "override", "quota"))
TESTS = fields(TestsShape, TestShape, ExpectedShape) | OF_WHOLE


def cohort_shapes() -> list[type[Shape]]:
    """The shapes of the kinds of quantities over all subjects."""
    return [OverSubjectsShape, *(one for one in OverSubjectsShape.__subclasses__())]


# Where keys stand: a label in both languages, and the keys.
WHERE: dict[str, frozenset[str]] = {
    "最上层 top": fields(shapes.RubricShape, without=shapes.ItemShape) | {"points", "items"},
    "舍入 rounding": fields(shapes.RoundingShape),
    "等级 grades": GRADES | fields(shapes.OverrideShape),
    "事实、列 fact, column": fields(shapes.FactShape),
    "计算 value": fields(shapes.ValueShape, without=shapes.RuleShape),
    "全体 cohort": fields(CohortShape),
    "全体的量 of all subjects": fields(*cohort_shapes()) | fields(RankRuleShape),
    "名额 quota": fields(QuotaShape),
    "核对 check": fields(shapes.CheckShape),
    "核对的求解 solve of a check": fields(shapes.SolveShape),
    "指标 item": fields(shapes.ItemShape, without=shapes.RuleShape) | {"include"},
    "规则 rule": fields(shapes.RuleShape),
    "比例 proportion": fields(shapes.ProportionShape),
    "分档、上限 bands, ceiling": fields(shapes.BandsShape),
    "情形 cases": fields(shapes.CaseShape),
    "扣分、加分、再扣 lines": fields(shapes.LineShape),
    "要点 checklist": fields(shapes.ElementShape) | MISSING,
    "对照 lookup": fields(shapes.LookupShape) | {"earns"},
    "评定 judgement": fields(shapes.JudgementShape),
    "插值 interpolate": fields(shapes.InterpolateShape),
    "逐项 each": fields(shapes.EachShape),
    "规范 policy": fields(shapes.PolicyShape),
    "逐项的规则 rules of each": fields(shapes.RowRuleShape, without=shapes.RuleShape),
    "否决 veto": fields(shapes.VetoShape),
    "须附 requires": fields(shapes.RequirementShape),
    "预期 expect": fields(shapes.ExpectShape),
    "事实文件 facts file": TOP,
    "事实文件：一项 facts file, an entry": ENTRY,
    "事实文件：评定 facts file, a judgement": JUDGED,
    "事实文件：已附 facts file, attached": ATTACHED,
    "样例 test": TESTS,
}
# Of a key or word with several Chinese forms, those that people write there.
CUSTOM = {
    "最上层 top": {"points": "满分"},
    "全体 cohort": {"least": "最小值", "most": "最大值"},
    "全体的量 of all subjects": {"bands": "档", "from": "起点", "where": "当"},
    "名额 quota": {"where": "当", "max": "最多"},
    "指标 item": {"points": "分值", "least": "最低", "otherwise": "不适用", "expect": "预期"},
    "规则 rule": {"bands": "分档"},
    "分档、上限 bands, ceiling": {"bands": "档"},
    "情形 cases": {"otherwise": "其余"},
    "扣分、加分、再扣 lines": {"points": "扣（加）"},
    "逐项 each": {"points": "分值", "name": "名"},
    "逐项的规则 rules of each": {"otherwise": "其余"},
    "事实、列 fact, column": {"label": "名称"},
    "事实文件：评定 facts file, a judgement": {"points": "得分"},
    "样例 test": {"name": "名称", "expect": "期望", "points": "得分", "within": "容差", "facts": "事实"},
    "on": {"exact": "舍入前"},
    "tolerance": {"exact": "精确"},
    "severity": {"error": "错误"},
    "over": {"error": "报错"},
    "outside": {"error": "报错"},
}
MORE_WORDS = {
    "on": ("exact", "rounded"),
    "tolerance": ("exact", "last_digit"),
    "on_zero": ("unscored",),
    "expect": ("unscored", "not_applicable"),
}
YES_NO = ("yes", "no")
ASKED = ("required", "optional")


def chinese(word: str, where: str) -> str:
    """The Chinese forms of a key or word where it stands."""
    forms = [zh for zh, words in KEYS.items() if word in words] if where in WHERE else _forms_of(word)
    return CUSTOM.get(where, {}).get(word) or " ".join(forms)


def _forms_of(word: str) -> list[str]:
    return [zh for zh, en in WORDS.items() if en == word and not zh.isascii()]


def keyword_tables() -> str:
    """Every key and every word of the language, by where they stand."""
    lines = ["| 写在 where | 关键词 keys |", "|---|---|"]
    lines += [f"| {where} | {_pairs(_in_order(keys), where)} |" for where, keys in WHERE.items()]
    lines += ["", "| 关键词 key | 可写的词 words |", "|---|---|"]
    lists = word_lists()
    named = {key: " ".join((key, *(zh for zh, words in KEYS.items() if key in words))) for key in lists}
    asked = [key for key in _in_order(lists) if lists[key] == ASKED]
    kept = [key for key in _in_order(lists) if lists[key] not in (YES_NO, ASKED)]
    lines += [f"| {named[key]} | {_pairs(lists[key], key)} |" for key in kept]
    lines.append(f"| {', '.join(named[key] for key in asked)} | {_pairs(ASKED, '')} |")
    flags = ", ".join(named[key] for key in _in_order(lists) if key not in (*kept, *asked))
    return "\n".join([*lines, f"| {flags} | {_pairs(YES_NO, '')} |", ""])


def _pairs(words: Iterable[str], where: str) -> str:
    return ", ".join(f"{word} {chinese(word, where)}" for word in words)


def _in_order(keys: Iterable[str]) -> list[str]:
    order = [word for words in KEYS.values() for word in words]
    return sorted(keys, key=order.index)


def word_lists() -> dict[str, tuple[str, ...]]:
    """The words that a key may hold."""
    found: dict[str, tuple[str, ...]] = {}
    modules = (shapes, cohort_shape)
    classes = [held for module in modules for held in vars(module).values() if isinstance(held, type)]
    for kind in (held for held in classes if issubclass(held, Shape)):
        for key, field_ in kind.fields.items():
            if words := [word for form in _forms(field_.form) for word in _spelt(form)]:
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), *words)))
    return found | MORE_WORDS


def _forms(form: Any) -> Iterator[Form]:
    if isinstance(form, OneOf):
        for part in (form.text, form.table, form.row):
            yield from _forms(part)
    elif hasattr(form, "of"):
        yield from _forms(form.of)
    elif form is not None:
        yield form


def _spelt(form: Form) -> list[str]:
    if not isinstance(form, Words):
        return []
    return [canonical_word(spelt.split("/")[0]) for spelt in form.forms]


def between(text: str, mark: str) -> tuple[int, int]:
    """Where the text between two comments stands."""
    start = text.index(f"<!-- {mark} -->\n") + len(f"<!-- {mark} -->\n")
    return start, text.index(f"<!-- /{mark} -->", start)


def rows(text: str) -> list[list[str]]:
    """The cells of a table's rows, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_the_language_page_names_every_keyword() -> None:
    text = LANGUAGE.read_text("utf-8")
    start, end = between(text, "keywords")
    due = f"\n{keyword_tables()}\n"
    if os.environ.get("UPDATE_EXPECTED") and text[start:end] != due:
        LANGUAGE.write_text(text[:start] + due + text[end:], "utf-8")
        pytest.skip("rewritten with the keywords: run the test again")
    assert text[start:end] == due
    said = set(re.findall(r"[\w]+", due))
    assert {form for zh, words in KEYS.items() for form in (zh, *words)} <= said | {"扣", "加"}
    assert {word for word in WORDS if not word.isascii()} <= said


def test_the_language_page_names_every_function() -> None:
    text = LANGUAGE.read_text("utf-8")
    start, end = between(text, "functions")
    named = [tuple(re.findall(r"^`(\w+)", cell)[0] for cell in row[:2]) for row in rows(text[start:end])]
    assert sorted(named) == sorted((function.name, function.chinese) for function in FUNCTIONS)


def test_the_language_page_rounds_as_the_program_does() -> None:
    text = LANGUAGE.read_text("utf-8")
    start, end = between(text, "modes")
    for named, *cells in (row[:4] for row in rows(text[start:end])):
        word, mode = named.replace("`", "").split()
        assert MODES[word] == mode
        way: Any = mode
        numbers = [round_places(Fraction(x), 2, way) for x in ("2.345", "2.355", "-2.345")]
        assert cells == [show(number).replace("-", "−") for number in numbers]


def mistakes() -> list[Any]:
    """What YAML reads otherwise: what is written, what to write, and the code that says so."""
    text = LANGUAGE.read_text("utf-8")
    start, end = between(text, "mistakes")
    return [
        pytest.param(*(cell.strip("`").strip() for cell in row[:3]), id=row[0])
        for row in rows(text[start:end])
    ]


@pytest.mark.parametrize(("written", "instead", "code"), mistakes())
def test_what_yaml_reads_otherwise_is_told(written: str, instead: str, code: str) -> None:
    assert code in [problem.code for problem in read_yaml(Source.of_text(written))[1]]
    value, problems = read_yaml(Source.of_text(instead))
    assert problems == []
    assert isinstance(value, Table | Row)
