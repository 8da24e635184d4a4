"""What can be wrong with what a command was asked for."""

from __future__ import annotations

from rubric.problems import Problem


class NotWritten(Problem):
    """The output cannot be written."""

    code = "C701"
    zh = "无法写入“{name}”。"
    en = "{name} cannot be written."
    fix_zh = "检查文件夹是否存在、是否可写、磁盘是否已满。"
    fix_en = "Check that the folder exists, may be written to, and has room."
    name: str


class NoSuchItem(Problem):
    """An item that the rubric does not have."""

    code = "C702"
    zh = "评分表里没有“{name}”这个指标，或有几个同名的。"
    en = "The rubric has no item {name}, or has several of that name."
    fix_zh = "{near_zh}写指标的名称，重名时写全路径（上级/下级）。"
    fix_en = "{near_en}Give its name, or its path (PARENT/CHILD) where several share it."
    name: str
    near_zh: str = ""
    near_en: str = ""


class FileExists(Problem):
    """A new file would stand where one is already."""

    code = "C703"
    zh = "“{name}”已经存在，不会覆盖。"
    en = "{name} exists already and is not written over."
    fix_zh = "换一个文件名。"
    fix_en = "Choose another name."
    name: str


class UnknownForm(Problem):
    """A file name that says no known form."""

    code = "C704"
    zh = "从“{name}”看不出要写成哪种文件。"
    en = "{name} does not say what kind of file to write."
    fix_zh = "文件名以 .yaml、.csv 或 .xlsx 结尾。"
    fix_en = "End the name in .yaml, .csv or .xlsx."
    name: str


class NamesNoRubric(Problem):
    """Facts that stand alone and do not say by which rubric."""

    code = "C705"
    zh = "“{name}”没有写明用哪张评分表。"
    en = "{name} does not say by which rubric."
    fix_zh = "把评分表写在事实文件之前，或在事实文件里写“评分表: 文件或内置名称”。"
    fix_en = "Name the rubric before the facts, or write rubric: FILE or a ready-made name into the facts."
    name: str


class NotFacts(Problem):
    """A rubric stands where facts are due."""

    code = "C706"
    zh = "“{name}”是评分表，不是事实文件。"
    en = "{name} is a rubric and no facts."
    fix_zh = "在它之后写上事实文件；没有的话，用 rubric facts 生成一份空白的。"
    fix_en = "Name the facts behind it; rubric facts gives an empty file to fill in."
    name: str


class NotReadyMade(Problem):
    """A name that no ready-made rubric has."""

    code = "C707"
    zh = "没有名为“{name}”的内置评分表。"
    en = "There is no ready-made rubric {name}."
    fix_zh = "{near_zh}用 rubric list 查看全部。"
    fix_en = "{near_en}See them all with rubric list."
    name: str
    near_zh: str = ""
    near_en: str = ""


class NotAFolderName(Problem):
    """A name that no new folder can have."""

    code = "C708"
    zh = "“{name}”不能作新文件夹的名称。"
    en = "{name} cannot be the name of a new folder."
    fix_zh = "写一个简单的名称：不含斜杠，不以点开头；放在别处用 -o 文件夹。"
    fix_en = "Give a plain name, without a slash or a dot in front; -o FOLDER puts it somewhere else."
    name: str


class MeaningChanged(Problem):
    """A rubric would say something else, or nothing, once it is formatted."""

    code = "C709"
    zh = "改写后“{name}”的含义会变，所以什么都没有写：{why_zh}"
    en = "{name} would not mean the same once rewritten, so nothing was written: {why_en}"
    fix_zh = "先改写那一处，或不用 --keys 只整理格式。"
    fix_en = "Rewrite that place first, or format it without --keys."
    name: str
    why_zh: str
    why_en: str


class OfNoRubric(Problem):
    """A file to be formatted that is no rubric, nor a part of one that was given."""

    code = "C710"
    zh = "“{name}”不是评分表，给出的评分表也没有引入它。"
    en = "{name} is no rubric, and none of the rubrics given includes it."
    fix_zh = "把引入它的评分表一起写上：rubric fmt 评分表 它。"
    fix_en = "Give the rubric that includes it as well: rubric fmt RUBRIC and this file."
    name: str


class UnknownCheck(Problem):
    """A check that the audit does not have."""

    code = "C711"
    zh = "没有叫“{name}”的检查。"
    en = "There is no check called {name}."
    fix_zh = "{near_zh}可选：{known}。"
    fix_en = "{near_en}Known: {known}."
    name: str
    known: str
    near_zh: str = ""
    near_en: str = ""


class HouseUnread(Problem):
    """A pyproject.toml whose part for rubrics cannot be followed."""

    code = "C712"
    zh = "“{name}”里的 [tool.rubric] 不能用：{why_zh}。"
    en = "[tool.rubric] in {name} cannot be followed: {why_en}."
    fix_zh = '{near_zh}写成 policy = {{basis = "required", evidence = "required"}}。'
    fix_en = '{near_en}Write it as policy = {{basis = "required", evidence = "required"}}.'
    name: str
    why_zh: str
    why_en: str
    near_zh: str = ""
    near_en: str = ""


class NotRepaired(Problem):
    """Repairs that would not come to what they should."""

    code = "C713"
    zh = "“{name}”没有修复，什么都没有写：{why_zh}"
    en = "{name} was not repaired, and nothing was written: {why_en}"
    fix_zh = "不用 --fix，按报告逐处修改。"
    fix_en = "Leave --fix out and mend each place by hand as the report says."
    name: str
    why_zh: str
    why_en: str


class NotCompared(Problem):
    """Files that cannot be compared as they were named."""

    code = "C714"
    zh = "这样写没有可比的两边：{found_zh}。"
    en = "There are no two sides to compare: {found_en}."
    fix_zh = (
        "写成下列之一：事实 事实；评分表 事实 事实；评分表 评分表 事实；评分表 事实 评分表 事实；"
        "评分表 评分表；成绩单 成绩单（score --format json 的输出）。"
    )
    fix_en = (
        "Write one of: FACTS FACTS; RUBRIC FACTS FACTS; RUBRIC RUBRIC FACTS; RUBRIC FACTS RUBRIC FACTS; "
        "RUBRIC RUBRIC; SCORECARD SCORECARD (what score --format json prints)."
    )
    found_zh: str
    found_en: str


class CardUnread(Problem):
    """A JSON document that looks like a scorecard and is none."""

    code = "C715"
    zh = "“{name}”不是完整的成绩单：{at} 处不合格式。"
    en = "{name} is not a whole scorecard: {at} is not as it should be."
    fix_zh = "用 rubric score --format json -o 文件 重新生成；格式见 rubric schema scorecard。"
    fix_en = "Make it anew with rubric score --format json -o FILE; rubric schema scorecard has the format."
    name: str
    at: str


class NoBatch(Problem):
    """The parts that score whole tables are not installed."""

    code = "C716"
    zh = "给整张表评分需要另外安装的部件。"
    en = "Scoring a whole table needs parts that are not installed."
    fix_zh = "运行 pip install 'rubric-engine[batch]'。"
    fix_en = "Run pip install 'rubric-engine[batch]'."
