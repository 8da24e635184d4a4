"""What can be wrong where a table is scored in pieces: in other processes, on a cluster, or by a library."""

from __future__ import annotations

from rubric.problems import Problem

# -- pieces ----------------------------------------------------------------------------------------------


class OtherRubric(Problem):
    """Files of a rubric that are not those it was read from."""

    code = "B861"
    zh = "“{name}”或它引入的文件，在读过之后改了。"
    en = "{name}, or a file that it includes, changed after it was read."
    fix_zh = "重新读入评分表，再运行一次。"
    fix_en = "Read the rubric again and start anew."
    name: str


class OtherEngine(Problem):
    """A process that has another version of this program than the one that sent it its work."""

    code = "B862"
    zh = "这台机器上的 rubric-engine 是 {found} 版，发来任务的是 {due} 版。"
    en = "rubric-engine is version {found} on this machine, and {due} on the one that sent the work."
    fix_zh = "在每台机器上装同一个版本：pip install rubric-engine=={due}。"
    fix_en = "Install the same version on every machine: pip install rubric-engine=={due}."
    found: str
    due: str


class NeedsId(Problem):
    """A table in pieces, in which nothing tells its subjects apart: the rows have no numbers there."""

    code = "B863"
    zh = "“{name}”没有编号列；分散计算时行没有行号，结果认不出是哪个单位。"
    en = "No column of {name} holds an id; in a distributed run rows have no numbers to go by."
    fix_zh = "用 --id（程序里用 id=）指定编号所在的列，或加一列“编号”。"
    fix_en = "Name the column with --id (in a program id=), or add a column id."
    name: str


class OnlyWhole(Problem):
    """A rubric in which the score of one subject depends on the others, over a table that is in pieces."""

    code = "B864"
    zh = "评分表“{title}”要看全体单位才能给一个单位评分（{names}），表分成块就评不了。"
    en = "{title} scores a subject by all subjects ({names}), which no piece of a table holds."
    fix_zh = "存成 Parquet 或 CSV，在一台机器上用 rubric batch 评分。"
    fix_en = "Save the table as Parquet or CSV and score it with rubric batch on one machine."
    title: str
    names: str


class RecordCut(Problem):
    """A record of a text file on the cluster that has not the cells of its head, or is not well formed."""

    code = "B865"
    zh = "这一行与列名对不上，或写法不合格式：{found}"
    en = "This record does not fit the columns or is not well formed: {found}"
    fix_zh = "格里有逗号、引号、换行的要用引号括起来；格里有换行的表请存成 Parquet。"
    fix_en = "Quote a cell that holds a comma or a quote; keep tables with line breaks in cells as Parquet."
    found: str


class NotLazyHere(Problem):
    """A lazy frame of a library whose queries cannot be gone into."""

    code = "B866"
    zh = "{kind} 的惰性表不能直接评分。"
    en = "A lazy frame of {kind} cannot be scored as it is."
    fix_zh = "先收集成表（如 .to_arrow()）再评分；Spark 的用 engine.batch.spark.score_dataframe。"
    fix_en = "Collect it first, as with .to_arrow(); for Spark use engine.batch.spark.score_dataframe."
    kind: str


# -- a cluster -------------------------------------------------------------------------------------------


class NoSpark(Problem):
    """The parts that speak to a Spark cluster are not installed."""

    code = "B871"
    zh = "在 Spark 上评分需要另外安装的部件。"
    en = "Scoring on Spark needs parts that are not installed."
    fix_zh = "运行 pip install 'rubric-engine[spark]'；还需要 Java 17。"
    fix_en = "Run pip install 'rubric-engine[spark]'; Java 17 is needed too."


class NoJava(Problem):
    """No Java that Spark can run on."""

    code = "B872"
    zh = "Spark 需要 Java 17 或更新的版本，{found_zh}。"
    en = "Spark needs Java 17 or later; {found_en}."
    fix_zh = "安装 Java 17（如 apt install openjdk-17-jre-headless），或让 JAVA_HOME 指向它。"
    fix_en = "Install Java 17 (such as apt install openjdk-17-jre-headless), or let JAVA_HOME name it."
    found_zh: str
    found_en: str


class NotOnSpark(Problem):
    """An option that a run on a cluster does not have."""

    code = "B873"
    zh = "--engine spark 不能用 {option}：{why_zh}。"
    en = "--engine spark goes without {option}: {why_en}."
    fix_zh = "去掉它{do_zh}。"
    fix_en = "Leave it out{do_en}."
    option: str
    why_zh: str
    why_en: str
    do_zh: str = ""
    do_en: str = ""


class NotAClusterForm(Problem):
    """A path on a cluster whose name says no form that is read or written there."""

    code = "B874"
    zh = "在 Spark 上，“{name}”不是能{act_zh}的格式。"
    en = "{name} is in no form that is {act_en} on Spark."
    fix_zh = "名称以 .parquet、.csv 或 .jsonl 结尾（可以是文件夹）。"
    fix_en = "End the name, of a file or of a folder, in .parquet, .csv or .jsonl."
    name: str
    act_zh: str
    act_en: str


class ClusterOutputThere(Problem):
    """A place for results on a cluster where something is already."""

    code = "B875"
    zh = "“{name}”已经存在，{state_zh}；Spark 上的结果不覆盖任何东西。"
    en = "{name} exists and {state_en}; results on Spark replace nothing."
    fix_zh = "换一个名称，或自己先删去它。"
    fix_en = "Choose another name, or remove it yourself first."
    name: str
    state_zh: str
    state_en: str


class SparkFailed(Problem):
    """What Spark itself could not do."""

    code = "B876"
    zh = "Spark 没有做成：{why}"
    en = "Spark could not do it: {why}"
    fix_zh = "检查 --master 的地址、路径和权限；每台机器都要装好 rubric-engine[batch] 和 pyarrow。"
    fix_en = (
        "Check the address in --master, the paths and permissions; every machine needs "
        "rubric-engine[batch] and pyarrow."
    )
    why: str
