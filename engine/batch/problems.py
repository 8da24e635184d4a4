"""What can be wrong with a run over a table."""

from __future__ import annotations

from rubric.problems import Problem


class NotATableForm(Problem):
    """An output whose name says no form that a table of results has."""

    code = "B801"
    zh = "从“{name}”看不出要把结果写成哪种文件。"
    en = "{name} does not say what kind of file the results are to be."
    fix_zh = "文件名以 .csv、.xlsx、.parquet、.jsonl 或 .arrow 结尾。"
    fix_en = "End the name in .csv, .xlsx, .parquet, .jsonl or .arrow."
    name: str


class NothingToResume(Problem):
    """A run to go on with that is not there."""

    code = "B802"
    zh = "没有可以接着做的：“{name}”没有做了一半的结果。"
    en = "There is nothing to go on with: no unfinished run has left parts of {name}."
    fix_zh = "不用 --resume，从头做起。"
    fix_en = "Leave --resume out and start anew."
    name: str


class OtherRun(Problem):
    """An unfinished run that is about something else."""

    code = "B803"
    zh = "“{name}”做了一半的结果不能接着用：{why_zh}已经不同。"
    en = "The unfinished parts of {name} cannot be gone on with: {why_en} changed since."
    fix_zh = "不用 --resume，从头做起；做了一半的结果会被替换。"
    fix_en = "Leave --resume out and start anew; the unfinished parts are replaced."
    name: str
    why_zh: str
    why_en: str


class ResultOverInput(Problem):
    """An output that would replace one of the inputs."""

    code = "B804"
    zh = "“{name}”是输入文件，不能把结果写在上面。"
    en = "{name} is an input, and results are not written over it."
    fix_zh = "换一个文件名。"
    fix_en = "Choose another name."
    name: str


class PartNotWritten(Problem):
    """A place that takes no results."""

    code = "B805"
    zh = "无法在“{name}”写结果：{why_zh}。"
    en = "Results cannot be written to {name}: {why_en}."
    fix_zh = "检查文件夹是否可写、磁盘是否已满；已做完的部分还在，再运行时加 --resume 接着做。"
    fix_en = "See that the folder can be written and has room; what is finished is kept: go on with --resume."
    name: str
    why_zh: str
    why_en: str


class NoSuchRow(Problem):
    """An id that no row has."""

    code = "B806"
    zh = "表里没有编号或行号为“{name}”的行。"
    en = "No row of the table has the id or the number {name}."
    fix_zh = "照结果表里的编号写，或写行号；编号在哪一列用 --id 说明。"
    fix_en = "Write the id as the results have it, or the row's number; --id says which column has the ids."
    name: str


class SeveralRows(Problem):
    """An id that several rows have."""

    code = "B807"
    zh = "编号“{name}”有好几行：第 {rows} 行。"
    en = "Several rows have the id {name}: {rows}."
    fix_zh = "写行号，或先把重复的编号改正。"
    fix_en = "Give the row's number, or mend the ids first."
    name: str
    rows: str


class SameOutput(Problem):
    """Two outputs of one run in the same file."""

    code = "B808"
    zh = "得分和问题不能写进同一个文件“{name}”。"
    en = "The results and the problems cannot both be written to {name}."
    fix_zh = "给 --problems 另一个文件名。"
    fix_en = "Give --problems another name."
    name: str


class RunningAlready(Problem):
    """An output that another run is still working on."""

    code = "B809"
    zh = "另一次运行正在写“{name}”。"
    en = "Another run is writing {name} at this moment."
    fix_zh = "等它做完，或换一个文件名。"
    fix_en = "Wait until it is done, or choose another name."
    name: str


class NoPlaceFor(Problem):
    """A place that takes no results, as is seen before anything is scored."""

    code = "B810"
    zh = "“{name}”写不了：{why_zh}。"
    en = "{name} cannot be written: {why_en}."
    fix_zh = "先建好文件夹，检查权限，或换一个文件名。"
    fix_en = "Make the folder first, check its permissions, or choose another name."
    name: str
    why_zh: str
    why_en: str
