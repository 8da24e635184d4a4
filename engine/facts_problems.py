"""What can be wrong with a facts file."""

from __future__ import annotations

from rubric.problems import Problem


class UnknownTopKey(Problem):
    """Something stands in a facts file where it cannot."""

    code = "F601"
    zh = "事实文件的这里不能写“{key}”。"
    en = "{key} cannot stand here in a facts file."
    fix_zh = "{near_zh}这里可以写：{allowed}。"
    fix_en = "{near_en}Here may stand: {allowed}."
    key: str
    allowed: str = "评价单位 subject、年度 period、事实 facts、评定 judgements"
    near_zh: str = ""
    near_en: str = ""


class UnknownFact(Problem):
    """A name that the rubric does not declare."""

    code = "F602"
    zh = "评分表没有声明“{name}”。"
    en = "The rubric declares no {name}."
    fix_zh = "{near_zh}改成评分表里的名称，或删去。"
    fix_en = "{near_en}Use a name that the rubric declares, or remove it."
    name: str
    near_zh: str = ""
    near_en: str = ""


class WrongFact(Problem):
    """A value that is not what the rubric declares."""

    code = "F603"
    zh = "“{name}”应当是{due_zh}。"
    en = "{name} must be {due_en}."
    fix_zh = "按评分表的声明改写；还不知道就留空。"
    fix_en = "Write it as the rubric declares it; leave it empty while it is not known."
    name: str
    due_zh: str
    due_en: str


class WrongUnit(Problem):
    """A unit that is not the declared one."""

    code = "F604"
    zh = "“{name}”写的是“{found}”，评分表声明的单位是“{due}”。"
    en = "{name} is given in {found}; the rubric declares {due}."
    fix_zh = "换算成“{due}”再填。"
    fix_en = "Convert it to {due}."
    name: str
    found: str
    due: str


class ElementUnclear(Problem):
    """A short name that several checklists have."""

    code = "F605"
    zh = "有几个指标都含要点“{name}”。"
    en = "Several items have an element {name}."
    fix_zh = "写全路径：{items}。"
    fix_en = "Write its path: {items}."
    name: str
    items: str


class ReasonMissing(Problem):
    """A judgement without a reason."""

    code = "F607"
    zh = "“{name}”的评定没有写理由。"
    en = "The judgement of {name} gives no reason."
    fix_zh = "补上“理由”。"
    fix_en = "Add its reason."
    name: str


class BareShare(Problem):
    """A bare number for a fact that is declared in a share."""

    code = "F608"
    zh = "“{name}”以 {sign} 计，只写 {found} 有两种读法：{one}，或 {other}。"
    en = "{name} is declared in {sign}; a bare {found} may mean {one} or {other}."
    fix_zh = "数后写上 {sign}，或在“单位”里写 {sign}。"
    fix_en = "Write {sign} behind the number, or as its unit."
    name: str
    sign: str
    found: str
    one: str
    other: str


class TooFine(Problem):
    """A value between two steps of the smallest difference that the rubric declares."""

    code = "F632"
    zh = "“{name}”是 {found}，比评分表声明的精度 {step} 更细。"
    en = "{name} is {found}, finer than the step {step} that the rubric declares."
    fix_zh = "按精度 {step} 填写；分档就是按这个精度划的。"
    fix_en = "Give it in steps of {step}: the bands are cut by them."
    name: str
    found: str
    step: str


class OutsideRange(Problem):
    """A value outside the range that the rubric declares."""

    code = "F609"
    zh = "“{name}”是 {found}，评分表声明的范围是 {due}。"
    en = "{name} is {found}; the rubric declares {due}."
    fix_zh = "核对这个数和它的单位；还不知道就留空。"
    fix_en = "Check the number and its unit; leave it empty while it is not known."
    name: str
    found: str
    due: str


class NoUnitDue(Problem):
    """A unit for something that has none."""

    code = "F610"
    zh = "“{name}”写了单位“{found}”，评分表没有给它声明单位。"
    en = "{name} is given in {found}; the rubric declares no unit for it."
    fix_zh = "删去单位，或在评分表里声明。"
    fix_en = "Remove the unit, or declare it in the rubric."
    name: str
    found: str


class GivenTwice(Problem):
    """The same thing given twice, under whichever of its names."""

    code = "F611"
    zh = "“{name}”在第 {line} 行已经写过。"
    en = "{name} stands already in line {line}."
    fix_zh = "只保留一处。"
    fix_en = "Keep one of them."
    name: str
    line: int


class WrongForm(Problem):
    """A list, a mapping or a text where another of them is due."""

    code = "F612"
    zh = "“{name}”这里应当是{due_zh}。"
    en = "{name} must be {due_en} here."
    fix_zh = "改成{due_zh}。"
    fix_en = "Make it {due_en}."
    name: str
    due_zh: str
    due_en: str


class NoHeader(Problem):
    """A table of facts without the heads that tell its columns."""

    code = "F613"
    zh = "第一行应当是表头，至少有“名称”和“值”两列。"
    en = "The first row must name the columns; name and value are the least."
    fix_zh = "表头写：{allowed}。"
    fix_en = "Heads are: {allowed}."
    allowed: str


class UnknownColumn(Problem):
    """The head of a column that says nothing known, or says it twice."""

    code = "F614"
    zh = "表头里没有“{name}”这一列，或它写了两次。"
    en = "There is no column {name}, or it stands here twice."
    fix_zh = "{near_zh}表头可以写：{allowed}。"
    fix_en = "{near_en}Heads are: {allowed}."
    name: str
    allowed: str
    near_zh: str = ""
    near_en: str = ""


class StrayCell(Problem):
    """A cell beyond the last column, or in a row that has no name or no value to go with it."""

    code = "F615"
    zh = "这一格不属于任何一项：{why_zh}。"
    en = "This cell belongs to nothing: {why_en}."
    fix_zh = '数里有逗号就给整个数加引号（"1,371.57"）；多余的内容删去。'
    fix_en = 'Quote a number that holds a comma ("1,371.57"); remove what is not needed.'
    why_zh: str
    why_en: str


class BadQuote(Problem):
    """A quoted cell that is not closed, or goes on behind its closing quote."""

    code = "F616"
    zh = "这一格的引号没有配对。"
    en = "The quotes of this cell do not match."
    fix_zh = '引号成对写；格内的引号写两个（""）。'
    fix_en = 'Close the quotes; a quote inside a cell is written twice ("").'


class FormulaCell(Problem):
    """A cell of a workbook that holds a formula."""

    code = "F617"
    zh = "这一格是公式，工作簿算出的数不精确。"
    en = "This cell holds a formula; what a workbook computes is not exact."
    fix_zh = "复制后“选择性粘贴—数值”，或填原始数据。"
    fix_en = "Paste it as a value, or give the figures it is made from."


class WhichSheet(Problem):
    """A workbook of several sheets, of which not just one is named for the facts."""

    code = "F618"
    zh = "工作簿“{name}”有几张表（{sheets}），看不出事实在哪一张。"
    en = "The workbook {name} has several sheets ({sheets}); it does not say which holds the facts."
    fix_zh = "只让填事实的那一张叫“事实”。"
    fix_en = "Call the one that holds them, and no other, facts."
    name: str
    sheets: str


class NoWorkbooks(Problem):
    """The library that reads workbooks is not installed."""

    code = "F619"
    zh = "没有安装读写 XLSX 的部分。"
    en = "What reads and writes XLSX is not installed."
    fix_zh = "运行 pip install 'rubric-engine[xlsx]'，或改用 CSV、YAML。"
    fix_en = "Run pip install 'rubric-engine[xlsx]', or use CSV or YAML."


class NoWorkbook(Problem):
    """A file that is called a workbook and cannot be used as one."""

    code = "F620"
    zh = "“{name}”不是可用的 XLSX 工作簿，或大于 8 MB。"
    en = "{name} is no XLSX workbook that can be used, or is larger than 8 MB."
    fix_zh = "在表格软件里另存为 .xlsx 再试。"
    fix_en = "Save it as .xlsx in a spreadsheet program and try again."
    name: str


class NothingThere(Problem):
    """A table in which nothing is written."""

    code = "F621"
    zh = "表格“{name}”是空的。"
    en = "The table {name} is empty."
    fix_zh = "第一行写表头，以下每行写一项事实。"
    fix_en = "Write the heads in its first row and a fact in each row below."
    name: str


class TooManyCells(Problem):
    """A table with more cells than facts can need."""

    code = "F622"
    zh = "表格超过 10 万格。"
    en = "The table has more than 100,000 cells."
    fix_zh = "检查是不是选错了文件，或表格下方留有空行。"
    fix_en = "Check whether this is the right file, or rows were left below the table."
