"""What can be wrong with facts, values, checks and rounding."""

from __future__ import annotations

from rubric.problems import Problem


class FactUnclear(Problem):
    """A declared fact whose keys do not go together; here: a choice without its choices."""

    code = "P528"
    zh = "“{name}”的类型是选项，却没有写有哪些选项。"
    en = "{name} is a choice, and its choices are not given."
    fix_zh = "补上“选项: [甲, 乙]”。"
    fix_en = "Add choices: [ONE, OTHER]."
    name: str


class NotItsKind(FactUnclear):
    """A key that belongs to facts of another type."""

    zh = "“{name}”不能写“{zh_key}”：只有类型是{due_zh}的事实才写。"
    en = "{name} cannot have {key}: only facts of type {due_en} do."
    fix_zh = "删去“{zh_key}”，或改“类型”。"
    fix_en = "Remove {key}, or correct the type."
    key: str
    zh_key: str
    due_zh: str
    due_en: str


class ChoiceTwice(FactUnclear):
    """A choice that stands twice."""

    zh = "“{name}”的选项“{found}”写了两次。"
    en = "The choice {found} of {name} stands twice."
    fix_zh = "只保留一个。"
    fix_en = "Keep one of them."
    found: str


class NoColumns(FactUnclear):
    """A table without its columns."""

    zh = "“{name}”的类型是表，却没有写有哪些列。"
    en = "{name} is a table, and its columns are not given."
    fix_zh = "补上“列”，如 {{名称: {{类型: 文字}}, 金额: {{单位: 万元}}}}。"
    fix_en = "Add columns, as in {{title: {{type: text}}, amount: {{unit: USD}}}}."


class TableInTable(FactUnclear):
    """A column that is a table."""

    zh = "“{name}”是表里的一列，列里不能再有表。"
    en = "{name} is a column of a table and cannot be a table itself."
    fix_zh = "改成数值、选项、是否或文字，或另设一张表。"
    fix_en = "Make it a number, a choice, yes/no or a text, or declare a table of its own."


class StepNotAbove(FactUnclear):
    """A smallest difference that is not above 0."""

    zh = "“{name}”的精度是 {found}，精度要大于 0。"
    en = "The step of {name} is {found}; it must be above 0."
    fix_zh = "写最小的差别，如 0.01 或 1。"
    fix_en = "Write its smallest difference, such as 0.01 or 1."
    found: str


class ScaleUnread(FactUnclear):
    """A scale between two units that cannot be read."""

    zh = "“{name}”的换算“{found}”读不出来。"
    en = "The scale {found} of {name} cannot be read."
    fix_zh = "写成“亿元: 10000 万元”这样：一个数、空格、单位。"
    fix_en = "Write it as in km: 1000 m: a number, a blank and the unit."
    found: str


class ModeMissing(Problem):
    """A value with places in a rubric without rounding."""

    code = "P529"
    zh = "“{name}”写了位数，评分表却写着不舍入，不知道按什么方式舍入。"
    en = "{name} has places, but the rubric rounds nothing and so names no mode."
    fix_zh = '在公式里写明，如“舍入(公式, 2, "四舍五入")”，并删去位数；或给评分表写上“舍入”。'
    fix_en = 'Say it in the formula, as in round(FORMULA, 2, "half_up"), and not in places; '
    fix_en += "or give the rubric a rounding."
    name: str


class StageTwice(Problem):
    """Two roundings of one stage."""

    code = "P532"
    zh = "“{zh_stage}”的舍入写了两次。"
    en = "Two roundings are given for {stage}."
    fix_zh = "指标、分组、总分各写一次。"
    fix_en = "Give one rounding for each of item, group and total."
    stage: str
    zh_stage: str


class ToleranceUnread(Problem):
    """A tolerance that is none."""

    code = "P530"
    zh = "“{found}”不能用作容差。"
    en = "{found} is no tolerance."
    fix_zh = "写“精确”、“末位”或一个不小于 0 的数，如 0.01。"
    fix_en = "Write exact, last_digit or a number from 0, such as 0.01."
    found: str


class NothingCompared(ToleranceUnread):
    """A tolerance beside what is no comparison."""

    zh = "容差“{found}”没有可比的两边：“式”不是一个比较。"
    en = "The tolerance {found} has no two sides to compare: that is no comparison."
    fix_zh = "把“式”写成一个比较，如“甲 + 乙 == 丙”，或删去容差。"
    fix_en = "Make that one comparison, as in a + b == c, or remove the tolerance."


class UnknownAbsent(Problem):
    """A check that is to be solved for what does not stand in it."""

    code = "P535"
    zh = "要反推的“{name}”不在“式”里。"
    en = "{name} is to be solved for, but that does not hold it."
    fix_zh = "把它写进“式”，如“完成数 / {name} == 完成率”，或改正“未知”的名称。"
    fix_en = "Write it into that, as in done / {name} == rate, or correct the name behind unknown."
    name: str


class UnknownTaken(Problem):
    """A check that is to be solved for what is calculated, or is no number."""

    code = "P536"
    zh = "“{name}”不能反推：它是计算出来的，或不是数值。"
    en = "{name} cannot be solved for: it is calculated, or it is no number."
    fix_zh = "“未知”写一项数值事实，或一个别处没有用过的新名称。"
    fix_en = "Name a fact that is a number, or a new name that nothing else goes by."
    name: str


class NotOneEquation(Problem):
    """A check that is to be solved and is no equation."""

    code = "P537"
    zh = "要反推未知数，“式”应当是一个等式，这里写的是“{found}”。"
    en = "To be solved, that must be one equation; here stands {found}."
    fix_zh = "写成“甲 / 未知数 == 乙”这样的等式，或删去“求解”。"
    fix_en = "Write an equation such as a / unknown == b, or remove solve."
    found: str


class WrongVerb(Problem):
    """A line of deduct that says it adds, or a line of award that says it takes."""

    code = "P594"
    zh = "这一行写的是“{found}”，它所在的规则是“{due}分”。"
    en = "This line says {found}, and it belongs to a rule that says {due}."
    fix_zh = "把“{found}”改为“{due}”，或把这一行移到另一条规则里。"
    fix_en = "Write {due} (points) here, or move the line to the other rule."
    found: str
    due: str
