"""What can be wrong with a formula."""

from __future__ import annotations

from rubric.problems import Problem


class NotAFormula(Problem):
    """Something stands in a formula where something else is due."""

    code = "N301"
    zh = "公式在这里读不下去：“{found}”。"
    en = "The formula cannot be read here: {found!r}."
    fix_zh = "公式只用数字、百分数、名称、加减乘除、乘方、比较、且/或/非、条件和列出的函数。"
    fix_en = "A formula holds numbers, percentages, names, + - * / **, comparisons, and/or/not, "
    fix_en += "conditions and the listed functions."
    found: str


class Unfinished(NotAFormula):
    """The formula ends where something is still due."""

    zh = "公式到这里没有写完。"
    en = "The formula stops here, unfinished."
    fix_zh = "补上后半部分；检查括号是否成对、“若”后面是否有“否则”。"
    fix_en = "Write the rest; check that brackets are closed and that an if has its else."


class StrayComma(NotAFormula):
    """A comma outside a function's brackets, as in a number with thousands separators."""

    zh = "这里的逗号没有意义：逗号只用来分开函数的参数。"
    en = "A comma means nothing here: it only parts the arguments of a function."
    fix_zh = "数字不写千位分隔符：1371.57。"
    fix_en = "Write numbers without thousands separators: 1371.57."


class FormulaTooLarge(Problem):
    """The formula is beyond the limits that keep every evaluation bounded."""

    code = "N302"
    zh = "公式过长或嵌套过深（上限 2000 字、400 项、40 层）。"
    en = "The formula is too long or nested too deeply (2000 characters, 400 parts, 40 levels)."
    fix_zh = "把其中一部分写成“计算”里的一个量。"
    fix_en = "Make a part of it a named value."


class UnknownFunction(Problem):
    """A function that the language does not have."""

    code = "N303"
    zh = "没有“{name}”这个函数。"
    en = "There is no function called {name}."
    fix_zh = "{near_zh}可用的函数：{known}。"
    fix_en = "{near_en}The functions are: {known}."
    name: str
    known: str
    near_zh: str = ""
    near_en: str = ""


class WrongArguments(Problem):
    """A function with the wrong number of arguments."""

    code = "N304"
    zh = "函数“{name}”的括号里写了 {count} 项，应当是 {due_zh} 项。"
    en = "The function {name} is given {count} arguments; it takes {due_en}."
    fix_zh = "核对括号里的各项，用逗号分开。"
    fix_en = "Check what stands between its brackets, parted by commas."
    name: str
    count: int
    least: int
    most: int

    @property
    def due_zh(self) -> str:
        """How many it takes."""
        return str(self.least) if self.least == self.most else f"{self.least} 到 {self.most}"

    @property
    def due_en(self) -> str:
        """How many it takes."""
        return self.due_zh.replace("到", "to")


class UnknownName(Problem):
    """A name that nothing declares."""

    code = "N305"
    zh = "没有声明过“{name}”。"
    en = "Nothing called {name} is declared."
    fix_zh = "{near_zh}核对写法；是新的事实就在“事实”里声明，是数就写阿拉伯数字。"
    fix_en = "{near_en}Check its spelling; declare a new fact under facts; write numbers in digits."
    name: str
    near_zh: str = ""
    near_en: str = ""


class WrongType(Problem):
    """A yes/no, a choice or a number stands where another of them is due."""

    code = "N306"
    zh = "这里应当是“{due_zh}”，写的却是“{got_zh}”。"
    en = "This must be {due_en}; it is {got_en}."
    fix_zh = '要条件，就写比较，如“甲 >= 60%”；要由条件得数，写“5 若 甲 否则 0”；选项写“甲 == "乙"”。'
    fix_en = "For a condition write a comparison such as a >= 60%; for a number from a condition, "
    fix_en += '5 if a else 0; for a choice, a == "b".'
    due_zh: str
    due_en: str
    got_zh: str
    got_en: str


class WriteInstead(Problem):
    """A sign of another notation that has a form of its own here."""

    code = "N307"
    zh = "公式里不用“{found}”。"
    en = "A formula does not use {found!r}."
    fix_zh = "改写成“{instead}”。"
    fix_en = "Write {instead} instead."
    found: str
    instead: str


class MissingSpace(Problem):
    """An operator that is a word runs into its neighbour."""

    code = "N308"
    zh = "“{found}”连在了一起，读不出其中的“{word}”。"
    en = "{found!r} runs together: {word} must stand by itself."
    fix_zh = "用空格分开：“{instead}”。"
    fix_en = "Set spaces: {instead}"
    found: str
    word: str
    instead: str


class NumberTooLong(Problem):
    """A number with more digits than any measurement has."""

    code = "N309"
    zh = "这个数太长：小数点前后各最多 30 位。"
    en = "This number is too long: 30 digits before and 30 behind the point are the most."
    fix_zh = "检查是否多打了数字。"
    fix_en = "Check its digits."


class UnclosedText(Problem):
    """A quotation mark without its partner."""

    code = "N310"
    zh = "这个引号没有配对。"
    en = "This quotation mark has no partner."
    fix_zh = "在文字的另一端补上引号，两端在同一行。"
    fix_en = "Close the text with a quotation mark on the same line."


class UnknownArgument(Problem):
    """A named argument that the function does not have, or not there."""

    code = "N311"
    zh = "函数“{function}”在这里不能写“{name}=”。"
    en = "The function {function} takes no {name}= here."
    fix_zh = "只有“比”的第三个参数可写“零值=”，表函数的第三个参数可写“空表=”；比较用“==”。"
    fix_en = (
        "Only the third argument of ratio may be named if_zero=, and that of a table's function if_empty=; "
    )
    fix_en += "a comparison is written ==."
    name: str
    function: str


class NotAChoice(Problem):
    """A choice is compared with a word that it can never be."""

    code = "N312"
    zh = "选项里没有“{word}”。"
    en = "{word} is none of the choices."
    fix_zh = "{near_zh}可选：{choices}。"
    fix_en = "{near_en}The choices are: {choices}."
    word: str
    choices: str
    near_zh: str = ""
    near_en: str = ""


class UnknownItem(Problem):
    """The score of an item that the rubric does not have."""

    code = "N313"
    zh = "没有“{name}”这个指标，或有几个同名的。"
    en = "There is no item {name}, or several go by this name."
    fix_zh = "{near_zh}用引号写出完整路径，如“一级指标/二级指标”。"
    fix_en = '{near_en}Write its whole path in quotes, such as "group/item".'
    name: str
    near_zh: str = ""
    near_en: str = ""


class NeverAValue(Problem):
    """A part made of written numbers only that has no value, or none that can be held."""

    code = "N314"
    zh = "这一部分算不出数：{why_zh}。"
    en = "This part never has a value: {why_en}."
    fix_zh = "检查除数、底数和指数。"
    fix_en = "Check the divisor, the base and the exponent."
    why_zh: str
    why_en: str


class NotAMode(Problem):
    """A way of rounding that the language does not have."""

    code = "N315"
    zh = "“{found}”不是舍入方式。"
    en = "{found} is no way of rounding."
    fix_zh = "可用（加引号）：{known}。"
    fix_en = "Write one of these in quotes: {known}."
    found: str
    known: str


class NotWrittenOut(Problem):
    """A number that a reader must see in the formula, and does not."""

    code = "N316"
    zh = "这里要直接写出{due_zh}。"
    en = "This must be written out: {due_en}."
    fix_zh = "不要用名称，写出数字本身。"
    fix_en = "Write the number itself, no name."
    due_zh: str
    due_en: str


class LookupMisfit(Problem):
    """A lookup that does not name each choice exactly once."""

    code = "N317"
    zh = "对照没有恰好列出每个选项一次：{words}。"
    en = "The lookup does not name every choice exactly once: {words}."
    fix_zh = "每个选项写一次，后面跟它的值。"
    fix_en = "Write every choice once, followed by its value."
    words: str


class Invisible(Problem):
    """A character that no reader sees."""

    code = "N318"
    zh = "这里有一个看不见的字符（{name}）。"
    en = "An invisible character stands here ({name})."
    fix_zh = "删掉它；它常随网页或文档里的文字一起被复制过来。"
    fix_en = "Delete it; such characters come along with text copied from pages and documents."
    name: str
