"""What can keep a sheet that was handed in from being read."""

from __future__ import annotations

from rubric.problems import Problem


class NoScoreColumn(Problem):
    """A table without a head row that names the items and a column of scores."""

    code = "C761"
    zh = "找不到表头：要有一列写指标、一列写得分。"
    en = "No row of heads was found: one column must name the items, one must hold the scores."
    fix_zh = "{near_zh}表头可以写：{allowed_zh}。"
    fix_en = "{near_en}Heads are: {allowed_en}."
    allowed_zh: str
    allowed_en: str
    near_zh: str = ""
    near_en: str = ""


class NearHead(Problem):
    """A head that looks like a mistyped one."""

    code = "C762"
    zh = "没有叫“{name}”的列。"
    en = "There is no column {name}."
    fix_zh = "{near_zh}表头可以写：{allowed_zh}。"
    fix_en = "{near_en}Heads are: {allowed_en}."
    name: str
    allowed_zh: str
    allowed_en: str
    near_zh: str = ""
    near_en: str = ""


class HeadTwice(Problem):
    """Two columns that mean the same."""

    code = "C763"
    zh = "“{name}”和前面的“{first}”是同一列。"
    en = "{name} means the same column as {first} before it."
    fix_zh = "只留一列；三方的得分写成自评、复核、核查。"
    fix_en = "Keep one; call the scores of three parties self, review and audit."
    name: str
    first: str


class NotAScore(Problem):
    """A score, points or a weight that is no number."""

    code = "C764"
    zh = "“{text}”不是分数。"
    en = "{text} is not a number of points."
    fix_zh = "写一个数（如 3.5），不适用的写“不适用”，没有评的留空。"
    fix_en = "Write a number (3.5); write n/a where it does not apply, and nothing where it was not scored."
    text: str


class NotAnEntry(Problem):
    """A part of the sheet that has another form than it must."""

    code = "C765"
    zh = "“{name}”这里应当是{due_zh}。"
    en = "Under {name} there must be {due_en}."
    fix_zh = "写成 自评: {{指标: 得分}}，或 指标: {{指标: {{自评: 得分, 理由: …}}}}。"
    fix_en = "Write self: {{ITEM: SCORE}}, or items: {{ITEM: {{self: SCORE, reason: …}}}}."
    name: str
    due_zh: str
    due_en: str


class NoScores(Problem):
    """A sheet without a single score."""

    code = "C766"
    zh = "“{name}”里没有一个得分。"
    en = "{name} holds no score at all."
    fix_zh = "在每个指标后面写上得分。"
    fix_en = "Write a score behind each item."
    name: str


class WhichReport(Problem):
    """A workbook of several sheets, of which not just one is named for the scores."""

    code = "C767"
    zh = "工作簿“{name}”有几张表（{sheets}），看不出得分在哪一张。"
    en = "The workbook {name} has several sheets ({sheets}); it does not say which holds the scores."
    fix_zh = "只让写得分的那一张叫“自评表”。"
    fix_en = "Call the one that holds them, and no other, scores."
    name: str
    sheets: str
