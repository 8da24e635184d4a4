"""What can be wrong with what an item is."""

from __future__ import annotations

from rubric.problems import Problem


class OneRule(Problem):
    """An item has more than one rule, or both a rule and items."""

    code = "P506"
    zh = "“{name}”同时写了{found_zh}，只能有一样。"
    en = "{name} has {found_en}; it may have only one of them."
    fix_zh = "留下一样；几条规则都要用，就拆成几个下级指标，各写一条。"
    fix_en = "Keep one of them; to use several rules, make several items below with one rule each."
    name: str
    found_zh: str = ""
    found_en: str = ""


class NoRule(OneRule):
    """An item that does not say how it earns."""

    zh = "“{name}”没有写怎样得分。"
    en = "{name} does not say how it earns its points."
    fix_zh = "补上一条规则（{known_zh}）{also_zh}。"
    fix_en = "Give it one rule ({known_en}){also_en}."
    known_zh: str
    known_en: str
    also_zh: str = ""
    also_en: str = ""


class NotForRows(OneRule):
    """A rule that cannot be one of the rows of a table, or of a named quantity."""

    zh = "“{name}”这里不能用“{zh_rule}”。"
    en = "{name} cannot use {rule} here."
    fix_zh = "换一条规则：{known_zh}。"
    fix_en = "Use another rule: {known_en}."
    rule: str
    zh_rule: str
    known_zh: str
    known_en: str


class RowRuleUnclear(Problem):
    """One of the rules of the rows of a table that does not say for which rows it is."""

    code = "P534"
    zh = "这一行没有写清用于哪些行。"
    en = "This line does not say for which rows it is."
    fix_zh = "写“当: 条件”和一条规则；最后一行写“其余: {{规则}}”，用于剩下的行。"
    fix_en = "Give when: CONDITION and one rule; the last line gives otherwise: {{RULE}} for all other rows."


class OtherwiseMissing(Problem):
    """``applies`` without ``otherwise``."""

    code = "P507"
    zh = "“{name}”写了“适用”，没有写不适用的时候怎么办。"
    en = "{name} says when it applies, not what happens when it does not."
    fix_zh = "补上“不适用: …”：满分、零分、分摊（分值分给同组指标）或折算（分值分给全表）。"
    fix_en = "Add otherwise: full, zero, redistribute (over its group) or rescale (over the whole)."
    name: str


class AppliesMissing(OtherwiseMissing):
    """``otherwise`` without ``applies``."""

    zh = "“{name}”写了“不适用”，没有写什么时候适用。"
    en = "{name} says what happens when it does not apply, not when it applies."
    fix_zh = "补上“适用: 条件”，或删去“不适用”。"
    fix_en = "Add applies: CONDITION, or remove otherwise."


class GroupMayEmpty(OtherwiseMissing):
    """A group all of whose items may fall away while one of them hands its points on."""

    zh = "“{name}”的下级可能全都不适用，那时分值没有指标可以分摊。"
    en = "All items of {name} may fall away, and then none is left to take their points."
    fix_zh = "给“{name}”也写上“不适用: …”（满分或零分；有上级时也可以分摊），或让其中一个下级总是适用。"
    fix_en = (
        "Give {name} an otherwise of its own (full, zero or, below a group, redistribute), or let one item "
    )
    fix_en += "always apply."


class NameTaken(Problem):
    """One name for two things."""

    code = "P508"
    zh = "“{name}”已经是一项事实的名称。"
    en = "{name} is already the name of a fact."
    fix_zh = "换一个名称。"
    fix_en = "Choose another name."
    name: str


class NotAName(NameTaken):
    """A name that cannot be one."""

    zh = "“{name}”不能用作名称：名称不能空着，也不能含“/”。"
    en = "{name!r} cannot be a name: a name is not empty and holds no '/'."
    fix_zh = "换一个名称，“/”可以改成“、”或“和”。"
    fix_en = "Choose another name, with a dash in place of the '/'."


class NotAFormulaName(NameTaken):
    """A name that no formula could read."""

    zh = "“{name}”要在公式里使用，名称只能由汉字、字母、数字和下划线组成，不以数字开头。"
    en = "{name} is used in formulas: a name holds letters, digits and '_' only, and begins with no digit."
    fix_zh = "换一个名称，如“{instead}”；完整的说法写在“名称”里。"
    fix_en = "Choose another name, such as {instead}, and write the full wording as its label."
    instead: str


class FormulaWord(NameTaken):
    """A name that is a word of formulas."""

    zh = "“{name}”是公式里的用词，不能用作名称。"
    en = "{name} is a word of formulas and cannot be a name."
    fix_zh = "换一个名称，如“{name}数”。"
    fix_en = "Choose another name, such as {name}_count."


class WrongPlace(Problem):
    """A key that has no meaning for this item."""

    code = "P526"
    zh = "“{name}”这里写“{zh_key}”没有意义：{zh_why}。"
    en = "{key} means nothing for {name}: {en_why}."
    fix_zh = "删去“{zh_key}”，或把它写到该写的地方。"
    fix_en = "Remove {key}, or write it where it belongs."
    name: str
    key: str
    zh_key: str
    zh_why: str = ""
    en_why: str = ""


class LeastTooHigh(WrongPlace):
    """A least above the full points."""

    zh = "“{name}”的最低分 {found} 高于它的分值 {due}。"
    en = "The least of {name}, {found}, is above its {due} points."
    fix_zh = "核对“最低”和“分值”。"
    fix_en = "Correct least or points."
    found: str
    due: str


class PointsBelow(WrongPlace):
    """Points below 0."""

    zh = "“{name}”的{zh_key}是 {due}，不能小于 0。"
    en = "{name} has {due} points; points cannot be below 0."
    fix_zh = "改成不小于 0 的数；只减分的指标写“{zh_key}: 0”和“最低: -5”这样的一行。"
    fix_en = "Make it a number from 0; an item that only takes points has points: 0 and a least such as -5."
    due: str


class ScoreTooLate(WrongPlace):
    """Points that are handed on by a score which is not known yet."""

    zh = "“{name}”适用与否取决于得分，而分摊和折算要先于得分。"
    en = "Whether {name} applies rests on a score, but points are redistributed before any score is known."
    fix_zh = "“适用”改用事实来写，或把“不适用”改成满分或零分。"
    fix_en = "Let applies rest on facts, or make otherwise full or zero."


class Circular(Problem):
    """Names that rest on each other."""

    code = "P525"
    zh = "“{name}”绕了一圈又用到自己：{way}。"
    en = "{name} rests on itself: {way}."
    fix_zh = "改写其中一个，让它不再用到后面的。"
    fix_en = "Rewrite one of them so that it does not use the next."
    name: str
    way: str


class UnknownItemName(Problem):
    """A grade of an override that the grades do not have, or a table or column that is not declared."""

    code = "P531"
    zh = "没有叫“{name}”的{zh_what}。"
    en = "There is no {en_what} called {name}."
    fix_zh = "{near_zh}{known_zh}"
    fix_en = "{near_en}{known_en}"
    name: str
    zh_what: str
    en_what: str
    known_zh: str
    known_en: str
    near_zh: str = ""
    near_en: str = ""


class GradesUnread(Problem):
    """Grades that do not say which score they read."""

    code = "P509"
    zh = "“{name}”没有写明按舍入前还是舍入后的得分来定。"
    en = "{name} does not say whether it reads the exact or the rounded score."
    fix_zh = "在里面写“按: 舍入前”或“按: 舍入后”。"
    fix_en = "Add on: exact or on: rounded to it."
    name: str
