"""What can be wrong with a table that is to be scored, or with one of its rows."""

from __future__ import annotations

from rubric.problems import Problem

# -- the file --------------------------------------------------------------------------------------------


class TableUnread(Problem):
    """A table that cannot be opened, or not read on."""

    code = "B811"
    zh = "表格“{name}”读不了：{why_zh}。"
    en = "The table {name} cannot be read: {why_en}."
    fix_zh = "{do_zh}"
    fix_en = "{do_en}"
    name: str
    why_zh: str
    why_en: str
    do_zh: str = "检查路径、权限和文件是否完整，或重新导出一份。"
    do_en: str = "Check its path, its permissions and whether it is whole, or export it anew."


class UnknownTableForm(Problem):
    """A table whose name says no form that is read."""

    code = "B812"
    zh = "从“{name}”看不出是哪种表格。"
    en = "{name} does not say what kind of table it is."
    fix_zh = "文件名以 .csv、.tsv、.xlsx、.parquet、.arrow、.jsonl 结尾，或给一个放事实文件的文件夹。"
    fix_en = "End its name in .csv, .tsv, .xlsx, .parquet, .arrow or .jsonl, or name a folder of facts files."
    name: str


class NoRows(Problem):
    """A table in which no subject stands."""

    code = "B813"
    zh = "表格“{name}”{what_zh}。"
    en = "The table {name} {what_en}."
    fix_zh = "第一行写列名，以下每行写一个评价单位。"
    fix_en = "Write the names of the columns in its first row and a subject in each row below."
    name: str
    what_zh: str
    what_en: str


class TooManyColumns(Problem):
    """A head that is longer than any table's."""

    code = "B814"
    zh = "表格“{name}”的表头超过 {most} 列。"
    en = "The head of the table {name} has more than {most} columns."
    fix_zh = "检查是不是选错了文件，或分隔符、换行不对。"
    fix_en = "Check whether this is the right file, and how its cells and lines are separated."
    name: str
    most: int


class HeadTwice(Problem):
    """Two columns of one name."""

    code = "B815"
    zh = "表格“{name}”有两列都叫“{column}”（{first} 列和 {second} 列）。"
    en = "The table {name} has two columns {column} ({first} and {second})."
    fix_zh = "给其中一列改名，或删去。"
    fix_en = "Rename or remove one of them."
    name: str
    column: str
    first: str
    second: str


class WhichTableSheet(Problem):
    """A workbook of several sheets, of which none is named for the subjects."""

    code = "B816"
    zh = "工作簿“{name}”有几张表（{sheets}），看不出评价单位在哪一张。"
    en = "The workbook {name} has several sheets ({sheets}); it does not say which holds the subjects."
    fix_zh = "让那一张叫“数据”，或只留一张。"
    fix_en = "Call that one data, or leave only one."
    name: str
    sheets: str


class NeedsExtra(Problem):
    """A form that takes a library which is not installed."""

    code = "B817"
    zh = "没有安装读 {form} 表格的部分。"
    en = "What reads {form} tables is not installed."
    fix_zh = "运行 pip install 'rubric-engine[{extra}]'，或改用 CSV。"
    fix_en = "Run pip install 'rubric-engine[{extra}]', or use CSV."
    form: str
    extra: str


class ReadAs(Problem):
    """How a text table was read where that was not written anywhere: no mistake, and worth knowing."""

    code = "B818"
    severity = "warning"
    zh = "“{name}”的读法：{how_zh}。"
    en = "{name} is read as {how_en}."
    fix_zh = "不对的话，另存为 UTF-8、用逗号分隔的 CSV。"
    fix_en = "If that is wrong, save it as a CSV file in UTF-8 with commas."
    name: str
    how_zh: str
    how_en: str


class NoFactsFiles(Problem):
    """A folder in which no facts file lies."""

    code = "B819"
    zh = "文件夹“{name}”里没有事实文件。"
    en = "The folder {name} holds no facts file."
    fix_zh = "放入 .yaml、.json、.csv 或 .xlsx 的事实文件，每个单位一个；或给一个表格文件。"
    fix_en = "Put facts files in it (.yaml, .json, .csv or .xlsx), one a subject; or name a table."
    name: str


class FilesLeftOut(Problem):
    """Files of a folder that are no facts files: they are left out."""

    code = "B820"
    severity = "warning"
    zh = "文件夹里 {count} 个文件不是事实文件，没有用：{files}。"
    en = "{count} files of the folder are no facts files and are left out: {files}."
    fix_zh = "是事实文件的话，CSV 的表头要有“名称”和“值”。"
    fix_en = "If one should be, give it the heads of facts: name and value."
    count: int
    files: str


# -- one row ---------------------------------------------------------------------------------------------


class RowTooLong(Problem):
    """A row with more cells than the head."""

    code = "B841"
    zh = "这一行有 {found} 格，表头只有 {due} 列。"
    en = "This row has {found} cells, the head only {due}."
    fix_zh = '数里有逗号就给整个数加引号（"1,371.57"）；多余的格删去。'
    fix_en = 'Quote a number that holds a comma ("1,371.57"); remove the cells that are too many.'
    found: int
    due: int


class RowTooShort(Problem):
    """A row with fewer cells than the head."""

    code = "B848"
    zh = "这一行只有 {found} 格，表头有 {due} 列。"
    en = "This row is cut short: it has {found} of the {due} cells of the head."
    fix_zh = "补上缺的格，空着的也要有分隔符；最后一行的话，看文件是不是没有写完。"
    fix_en = "Add the cells that lack, empty ones too; if it is the last row, see whether the file is whole."
    found: int
    due: int


class RowQuote(Problem):
    """A row in which quotes do not match."""

    code = "B842"
    zh = "这一行的引号没有配对。"
    en = "The quotes in this row do not match."
    fix_zh = '引号成对写；格内的引号写两个（""）。'
    fix_en = 'Close the quotes; a quote inside a cell is written twice ("").'


class RowBytes(Problem):
    """A row that holds bytes which are no text."""

    code = "B843"
    zh = "这一行有的字节不是 {encoding} 文字。"
    en = "This row holds bytes that are no {encoding} text."
    fix_zh = "重新输入这一行，并以 UTF-8 保存。"
    fix_en = "Type this row again and save the file in UTF-8."
    encoding: str


class BlankRow(Problem):
    """A row between others in which nothing stands."""

    code = "B844"
    zh = "这一行是空的。"
    en = "This row is empty."
    fix_zh = "删去空行。"
    fix_en = "Remove the empty row."


class FormulaInRow(Problem):
    """A row of a workbook that holds a formula."""

    code = "B845"
    zh = "单元格 {cell} 是公式，工作簿算出的数不精确。"
    en = "Cell {cell} holds a formula; what a workbook computes is not exact."
    fix_zh = "复制后“选择性粘贴—数值”，或填原始数据。"
    fix_en = "Paste it as a value, or give the figures it is made from."
    cell: str


class LineNoRow(Problem):
    """A line of JSON Lines that is not a row."""

    code = "B846"
    zh = "这一行读不懂：{why_zh}。"
    en = "This line cannot be understood: {why_en}."
    fix_zh = '每行写一个 {{"列名": 值, …}}。'
    fix_en = 'Write one {{"COLUMN": value, …}} a line.'
    why_zh: str
    why_en: str


class StrangeKey(Problem):
    """A key of one line of JSON Lines that no line at the beginning has."""

    code = "B847"
    zh = "这一行有别的行没有的“{name}”。"
    en = "This line has {name}, which the lines before do not have."
    fix_zh = "改正名称；确实是新的一列，就让第一行也有它（可写 null）。"
    fix_en = "Mend its name; if it is a column of its own, give it to the first line too (null will do)."
    name: str


# -- tables within subjects ------------------------------------------------------------------------------


class RowsOfNobody(Problem):
    """Rows of a table within subjects whose id no subject has."""

    code = "B851"
    zh = "“{name}”里 {count} 个编号在主表里没有：{ids}。"
    en = "{count} ids of {name} are of no subject of the table: {ids}."
    fix_zh = "核对编号；主表里的编号和明细里的要写得一样。"
    fix_en = "Check the ids: both tables must write them alike."
    name: str
    count: int
    ids: str


class NoIdOfRows(Problem):
    """A table within subjects that does not say to whom its rows belong."""

    code = "B852"
    zh = "“{name}”没有编号列，不知道各行属于哪个单位。"
    en = "{name} has no column with the id of the subject, so that its rows belong to nobody."
    fix_zh = "加一列，与主表的编号列同名（{due}）。"
    fix_en = "Add one, called as in the table of subjects ({due})."
    name: str
    due: str


class NoTableFact(Problem):
    """A --table for what is no table of the rubric."""

    code = "B853"
    zh = "评分表里没有名为“{name}”的表。"
    en = "The rubric has no table {name}."
    fix_zh = "{near_zh}评分表里的表：{known}。"
    fix_en = "{near_en}Its tables are: {known}."
    name: str
    known: str
    near_zh: str = ""
    near_en: str = ""


class BrokenRowOf(Problem):
    """A row of a table within subjects that cannot be read, so that nobody knows whose it is."""

    code = "B854"
    zh = "“{name}”第 {row} 行：{said_zh}"
    en = "Row {row} of {name}: {said_en}"
    fix_zh = "{do_zh}"
    fix_en = "{do_en}"
    name: str
    row: int
    said_zh: str
    said_en: str
    do_zh: str
    do_en: str
