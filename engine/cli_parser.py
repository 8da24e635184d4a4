"""What the command ``rubric`` can be asked, and nothing of how it answers."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from engine.output import columns
from rubric.number import read_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction

# So many rows of thirty columns are a few tens of megabytes, and keep every core busy.
ROWS = 1 << 18
RUBRIC = "评分表文件或内置名称 · a file or a ready-made name"


def read_arguments(arguments: Sequence[str] | None, runs: Mapping[str, Callable[..., int]]) -> Any:
    """The options, with what runs them; leaves by SystemExit where they cannot be understood."""
    parser = argparse.ArgumentParser(
        prog="rubric", description="评分与解释 · scores and explains", formatter_class=_Help
    )
    named = _named(arguments)
    # A parser costs a millisecond: that of the command is made and not all, which are listed all the same.
    every = None if named is None else "{" + ",".join(_COMMANDS) + "}"
    commands = parser.add_subparsers(dest="command", required=True, metavar=every, prog="rubric")
    for name, (about, options) in _COMMANDS.items():
        if named not in (None, name):
            continue
        command = commands.add_parser(name, help=about, description=about, formatter_class=_Help)
        options(command)
        command.set_defaults(run=runs[name], usage=command.error)
    # Names may stand on both sides of an option: argparse itself takes only those of one side.
    found, rest = parser.parse_known_args(arguments)
    files = getattr(found, "files", None)
    if rest and (files is None or any(one.startswith("-") for one in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if files is not None:
        found.files = [*files, *rest]
    _counted(found)
    return found


class _Help(argparse.HelpFormatter):
    """As wide as the terminal; one is made for every argument, asked for help or not."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=columns(80) - 2)


def _named(arguments: Sequence[str] | None) -> str | None:
    """The command where it stands first, as it nearly always does."""
    first = next(iter(sys.argv[1:] if arguments is None else arguments), None)
    return first if first in _COMMANDS else None


def _counted(found: argparse.Namespace) -> None:
    """Refuse as many names as a command has no use for, and options that lack what they go with."""
    least, most, names = _NAMES.get(found.command, (0, None, ""))
    count = len(getattr(found, "files", ()))
    if count < least or (most is not None and count > most):
        found.usage(names)
    lacking = next((said for lacks, said in _LACKS.get(found.command, ()) if lacks(found)), None)
    if lacking is not None:
        found.usage(lacking)


# How many names a command takes, least and most, and which.
_NAMES: Mapping[str, tuple[int, int | None, str]] = {
    "score": (1, 2, "[RUBRIC] FACTS"),
    "verify": (1, 2, "[RUBRIC] FACTS"),
    "whatif": (1, 2, "[RUBRIC] FACTS"),
    "stakes": (1, 2, "[RUBRIC] FACTS"),
    "explain": (2, None, "[RUBRIC] FACTS ITEM [ITEM ...] · RUBRIC TABLE --row ID [ITEM ...]"),
    "reconcile": (2, 3, "[RUBRIC] FACTS REPORTED"),
    "batch": (2, 2, "RUBRIC TABLE"),
}
# What of a command's options says nothing alone, and what is said of it.
_LACKS: Mapping[str, tuple[tuple[Callable[[argparse.Namespace], bool], str], ...]] = {
    "score": (
        (
            lambda found: found.voice is not None and found.format == "json",
            "--for 用于 text 和 markdown；json 对谁都一样 · json is the same for everyone",
        ),
    ),
    "schema": ((lambda found: found.rubric and found.of != "facts", "RUBRIC: schema facts"),),
    "whatif": (
        (lambda found: not found.set and found.target is None, "--set 事实=值 · FACT=VALUE, --target 95"),
        (
            lambda found: found.target is None and (found.free is not None or found.item),
            "--free, --item: --target",
        ),
    ),
    "check": (
        (lambda found: found.seed is not None and not found.fuzz, "--seed: --fuzz N"),
        (
            lambda found: found.save is not None and not (found.fuzz or found.prove),
            "--save: --prove, --fuzz N",
        ),
    ),
}


def _score(parser: argparse.ArgumentParser) -> None:
    _files(parser, "[RUBRIC] FACTS", f"{RUBRIC}；可省，若事实文件写明 · may be left out where FACTS names it")
    parser.add_argument("--only", metavar="PATH", help="只看一个指标及其下级 · one item and what is below it")
    parser.add_argument("--depth", type=_positive, metavar="N", help="只显示 N 级 · that many levels")
    parser.add_argument("--lost", action="store_true", help="只看失分 · only what lost points")
    _assume(parser)
    _voice(parser)
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    _page(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    _files(parser, "[RUBRIC] FACTS ITEM...", "ITEM：指标的名称或路径 · its name or path")
    parser.add_argument(
        "--row",
        metavar="ID",
        help="FACTS 是一张表时：这个编号或行号的一行 · of a table: the row with this id or number",
    )
    _columns(parser)
    _assume(parser)
    _voice(parser)
    parser.set_defaults(format="text")
    _page(parser)


def _voice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for",
        dest="voice",
        choices=("reader", "reviewer", "author"),
        help="给谁看：领导、复核人、评分表作者 · who is looking",
    )


def _facts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rubric", metavar="RUBRIC", help=RUBRIC)
    parser.add_argument("-o", "--output", metavar="FILE", help=".yaml .csv .xlsx，不覆盖 · never over a file")
    _plain(parser)


def _list(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(output=None)
    _plain(parser)


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="新文件夹的名称 · the name of the new folder")
    parser.add_argument(
        "--from",
        dest="ready",
        metavar="CATALOG",
        required=True,
        help="内置名称，见 list · one that list shows",
    )
    parser.add_argument("-o", "--output", metavar="FOLDER", default=".", help="建在哪里 · where to put it")
    _plain(parser)


def _fmt(parser: argparse.ArgumentParser) -> None:
    _files(parser, "FILE...", "评分表文件，连同它引入的 · a rubric, and what it includes")
    parser.add_argument("--keys", choices=("zh", "en"), help="关键词改成哪种语言 · the language of its words")
    parser.add_argument(
        "--check", action="store_true", help="只检查，有改动时退出码为 1 · write nothing, exit 1"
    )
    _plain(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    _files(parser, "RUBRIC...", RUBRIC)
    parser.add_argument("--fix", action="store_true", help="只有一种改法的就改好 · make the one right repair")
    parser.add_argument("--select", metavar="CHECK,...", help="只做这些检查 · only these checks")
    parser.add_argument("--ignore", metavar="CHECK,...", help="不做这些检查 · all but these checks")
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "hint"),
        default="error",
        help="从哪一级起退出码为 1 · from which severity on the exit code is 1",
    )
    parser.add_argument("--prove", action="store_true", help="对一切事实证明 · prove it over all facts")
    parser.add_argument(
        "--time-limit",
        type=_positive,
        metavar="SECONDS",
        help="证明时每个问题的限时，默认 5 秒 · for each question of --prove; 5",
    )
    parser.add_argument(
        "--fuzz", type=_positive, metavar="N", help="每个指标试 N 组事实 · try N sets of facts for each item"
    )
    parser.add_argument("--seed", type=_seed, metavar="S", help="原样再试 · the same trial runs again")
    parser.add_argument(
        "--save", metavar="FOLDER", help="反例存为事实文件 · write each counterexample as a facts file"
    )
    parser.add_argument("--lang", choices=("zh", "en"), help="语言 · language")
    parser.add_argument("--format", choices=("text", "json", "github", "sarif"), default="text")
    parser.set_defaults(output=None)


def _test(parser: argparse.ArgumentParser) -> None:
    parser.usage = f"{parser.prog} [PATH ...] [-h] [...]"
    about = "文件、文件夹、评分表或内置名称，默认当前文件夹 · files, folders, rubrics, ready-made names; here"
    parser.add_argument("files", nargs="*", default=[], metavar="PATH", help=about)
    parser.add_argument("--coverage", action="store_true", help="还没有测到的 · what no test decides")
    parser.add_argument(
        "--fail-under",
        type=_percent,
        metavar="N",
        help="覆盖率低于 N%% 时退出码为 1 · exit 1 where less than N%% is decided",
    )
    parser.add_argument("--update", action="store_true", help="把得到的写进样例文件 · write what came out")
    parser.add_argument("--watch", action="store_true", help="文件一改就重测 · again when a file changes")
    parser.add_argument("--junit", metavar="FILE", help="JUnit XML")
    suggest = "写出能测到其余各处的事实文件 · facts files that reach what no test decides"
    parser.add_argument("--suggest", action="store_true", help=suggest)
    parser.add_argument("--format", choices=("text", "json", "github", "sarif"), default="text")
    parser.add_argument("-o", "--output", metavar="FOLDER", help="写到哪个文件夹 · where --suggest writes")
    parser.add_argument("--lang", choices=("zh", "en"), help="语言 · language")
    parser.add_argument("--width", type=_positive, help="宽度（字符格）· width in cells")
    parser.add_argument("--ascii", action="store_true", help="只用简单符号 · plain signs only")


def _verify(parser: argparse.ArgumentParser) -> None:
    _files(parser, "[RUBRIC] FACTS", f"{RUBRIC}；可省，若事实文件写明 · may be left out where FACTS names it")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _page(parser)


def _stakes(parser: argparse.ArgumentParser) -> None:
    _files(parser, "[RUBRIC] FACTS", f"{RUBRIC}；可省，若事实文件写明 · may be left out where FACTS names it")
    _assume(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _page(parser)


def _batch(parser: argparse.ArgumentParser) -> None:
    _files(parser, "RUBRIC TABLE", f"{RUBRIC}；TABLE：一行一个单位的表，或一个文件夹的事实文件")
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help="结果表 · .csv .xlsx .parquet .jsonl .arrow",
    )
    _columns(parser)
    parser.add_argument("--problems", metavar="FILE", help="把有问题的行写进 CSV · the problems as CSV")
    parser.add_argument("--strict", action="store_true", help="有问题的行即停 · stop at the first bad row")
    parser.add_argument(
        "--resume", action="store_true", help="接着上次没做完的 · go on where a run was interrupted"
    )
    parser.add_argument(
        "--part",
        type=_rows,
        default=ROWS,
        metavar="ROWS",
        help=f"一次评多少行，默认 {ROWS} · so many rows at a time",
    )
    parser.add_argument(
        "--reasons", action="store_true", help="写出失分原因（较慢）· say why points were lost"
    )
    parser.add_argument(
        "--engine",
        choices=("polars", "spark"),
        default="polars",
        help="在哪里算：本机，或 Spark 集群 · this machine, or a Spark cluster",
    )
    parser.add_argument("--master", metavar="URL", help="Spark 集群的地址 · of the Spark cluster")
    parser.add_argument("--lang", choices=("zh", "en"), help="语言 · language")
    parser.add_argument("--width", type=_positive, help="宽度（字符格）· width in cells")
    parser.add_argument("--ascii", action="store_true", help="只用简单符号 · plain signs only")
    parser.set_defaults(format="text")


def _columns(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=_pair,
        metavar="COLUMN=FACT",
        help="表中的列名对应哪个事实，可写多次 · which fact a column is",
    )
    parser.add_argument("--id", metavar="COLUMN", help="单位编号所在的列 · the column with the subject's id")
    parser.add_argument(
        "--table",
        action="append",
        default=[],
        type=_pair,
        metavar="FACT=FILE",
        help="单位内的明细表，一行一条，带编号列 · rows of a table within the subjects, with their id",
    )


def _assume(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--assume",
        choices=("worst", "best"),
        help="未定的都按最低分或最高分假定 · all that is open as gives the least or the most",
    )


def _whatif(parser: argparse.ArgumentParser) -> None:
    _files(parser, "[RUBRIC] FACTS", f"{RUBRIC}；可省，若事实文件写明 · may be left out where FACTS names it")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="假设某个事实是另一个值，可写多次 · suppose a fact had another value",
    )
    parser.add_argument(
        "--target",
        metavar="POINTS",
        help="怎样达到这个分数、等级或 full（满分）· what reaches these points, this grade, or full",
    )
    parser.add_argument("--item", metavar="PATH", help="目标是这个指标的 · the target is that of an item")
    parser.add_argument("--free", metavar="NAME,...", help="可以变动的事实 · the facts that may change")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _page(parser)


def _diff(parser: argparse.ArgumentParser) -> None:
    about = "两边：事实、评分表或成绩单，旧的在前 · two sides: facts, rubrics or scorecards, the older first"
    _files(parser, "A B [FILE ...]", about)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _page(parser)


def _reconcile(parser: argparse.ArgumentParser) -> None:
    _files(parser, "[RUBRIC] FACTS REPORTED", "REPORTED：报来的得分 · the sheet handed in: YAML, CSV, XLSX")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _page(parser)


def _schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("of", choices=("rubric", "facts", "tests", "scorecard"))
    parser.add_argument("rubric", metavar="RUBRIC", nargs="?", help="它的事实 · for the facts of this one")
    parser.add_argument("-o", "--output", metavar="FILE", help="写入文件 · write to a file")
    _plain(parser)


def _files(parser: argparse.ArgumentParser, shown: str, about: str) -> None:
    parser.usage = f"{parser.prog} {shown} [-h] [...]"
    parser.add_argument("files", nargs="+", metavar=shown, help=about)


def _page(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help="写入文件 · write to a file")
    parser.add_argument("--lang", choices=("zh", "en"), help="语言 · language")
    parser.add_argument("--width", type=_positive, help="宽度（字符格）· width in cells")
    parser.add_argument("--ascii", action="store_true", help="只用简单符号 · plain signs only")


def _plain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=("zh", "en"), help="语言 · language")
    parser.set_defaults(format="text")


def _percent(text: str) -> Fraction:
    found = read_number(text)
    if found is None or found.sign == "‰" or not 0 <= found.value * (100 if found.sign else 1) <= 100:
        raise argparse.ArgumentTypeError(f"{text[:20]!r}: 0 … 100")
    return found.value if found.sign else found.value / 100


def _rows(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) < 100_000_000 or len(text) > 8:
        raise argparse.ArgumentTypeError(f"{text[:20]!r}: 1 … 99999999")
    return int(text)


def _pair(text: str) -> str:
    if "=" not in text[1:]:
        raise argparse.ArgumentTypeError(f"{text[:20]!r}: A=B")
    return text


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text[:20]!r}: 0 … 999999999")
    return int(text)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:6]) < 100_000 or len(text) > 5:
        raise argparse.ArgumentTypeError(f"{text[:20]!r}: 1 … 99999")
    return int(text)


_COMMANDS: Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "score": ("按评分表计分并逐项说明 · score, with reasons", _score),
    "explain": ("把指标的每一步讲清 · one item to the last step", _explain),
    "facts": ("空白事实文件 · an empty facts file to fill in", _facts),
    "list": ("内置的评分表 · the ready-made rubrics", _list),
    "new": ("复制一张内置评分表来修改 · copy a ready-made rubric to edit", _new),
    "fmt": ("整理评分表，中英文互换 · tidy a rubric, turn its keys", _fmt),
    "check": ("评分前审查评分表 · look for mistakes in a rubric", _check),
    "test": ("运行评分表的样例 · run the tests of a rubric", _test),
    "verify": ("核对各数是否相符 · whether the facts agree with each other", _verify),
    "stakes": ("未定的事各牵动多少分、先问哪项 · what hangs on what is open", _stakes),
    "whatif": ("假设与目标：怎样会变 · what would change it, what reaches a target", _whatif),
    "diff": ("得分为什么不同 · why one score is another", _diff),
    "reconcile": ("与报来的得分核对 · whether a sheet that was handed in agrees", _reconcile),
    "batch": ("给整张表的单位评分 · score every row of a table", _batch),
    "schema": ("数据格式（JSON Schema）· the JSON Schema of a format", _schema),
}
