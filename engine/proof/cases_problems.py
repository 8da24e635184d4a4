"""What can be wrong with the tests of a rubric."""

from __future__ import annotations

from rubric.problems import Problem


class NoRubricBeside(Problem):
    """A file of tests from which no rubric is found."""

    code = "T901"
    zh = "看不出“{name}”测的是哪张评分表。"
    en = "{name} does not say which rubric it tests."
    fix_zh = "把评分表放在同一文件夹里（rubric.yaml 或 {stem}.yaml），或写上“评分表: 文件或内置名称”。"
    fix_en = (
        "Put the rubric beside it (rubric.yaml or {stem}.yaml), or write rubric: FILE or a ready-made name."
    )
    name: str
    stem: str


class BadBase(Problem):
    """A base that cannot be used."""

    code = "T902"
    zh = "不能以“{name}”为基准：{why_zh}。"
    en = "{name} cannot be a base: {why_en}."
    fix_zh = "写样例文件所在文件夹（或其下级）里的一份事实文件，如“基准: facts.yaml”；或就地写 {{事实: …}}。"
    fix_en = (
        "Name a facts file in the folder of the tests, as in base: facts.yaml, or write {{facts: ...}} here."
    )
    name: str
    why_zh: str
    why_en: str


class NothingExpected(Problem):
    """A test that expects nothing can never fail."""

    code = "T903"
    zh = "样例“{name}”没有写期望什么。"
    en = "The test {name} expects nothing."
    fix_zh = "在“期望”里至少写一项，如“总分: 99”。"
    fix_en = "Write at least one line below expect, such as total: 99."
    name: str


class NoSuchExpected(Problem):
    """An item that the rubric does not have, or has several of."""

    code = "T904"
    zh = "评分表里没有“{name}”这个指标，或有几个同名的。"
    en = "The rubric has no item {name}, or has several of that name."
    fix_zh = "{near_zh}写指标的名称，重名时写全路径（上级/下级）；全表写“总分”“等级”或“问题”。"
    fix_en = (
        "{near_en}Give its name, or its path (PARENT/CHILD) where several share it; "
        "of the whole there are total, grade and problem."
    )
    name: str
    near_zh: str = ""
    near_en: str = ""


class NoSuchGrade(Problem):
    """A grade that is not declared."""

    code = "T905"
    zh = "{of_zh}没有“{name}”这个等级。"
    en = "{of_en} has no grade {name}."
    fix_zh = "{near_zh}{known_zh}"
    fix_en = "{near_en}{known_en}"
    name: str
    of_zh: str
    of_en: str
    known_zh: str
    known_en: str
    near_zh: str = ""
    near_en: str = ""


class WrongExpectation(Problem):
    """A value that nothing can come to."""

    code = "T906"
    zh = "“{key}”的期望应当是{due_zh}，这里写的是“{found}”。"
    en = "What is expected of {key} must be {due_en}; here stands {found}."
    fix_zh = "{near_zh}{like_zh}"
    fix_en = "{near_en}{like_en}"
    key: str
    found: str
    due_zh: str
    due_en: str
    like_zh: str
    like_en: str
    near_zh: str = ""
    near_en: str = ""


class TestTwice(Problem):
    """Two tests of one name cannot be told apart."""

    code = "T907"
    zh = "第 {line} 行已经有一个名为“{name}”的样例。"
    en = "A test called {name} stands in line {line} already."
    fix_zh = "换一个名称，说明这一例测的是什么。"
    fix_en = "Give it another name that says what it tests."
    name: str
    line: int


class ExpectedTwice(Problem):
    """One item stands twice, under two of its names."""

    code = "T908"
    zh = "“{name}”和前面的“{first}”是同一项，期望写了两次。"
    en = "{name} is the same as {first} before it: what is expected stands here twice."
    fix_zh = "只留一处。"
    fix_en = "Keep one of them."
    name: str
    first: str


class ProblemAndMore(Problem):
    """Facts that are refused come to no score."""

    code = "T909"
    zh = "“{name}”旁边写了“问题”：事实被拒绝时没有得分。"
    en = "{name} stands beside problem: facts that are refused have no score."
    fix_zh = "只留“问题”一项，或分成两个样例。"
    fix_en = "Keep problem alone, or make two tests of it."
    name: str
