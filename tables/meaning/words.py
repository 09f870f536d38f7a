"""The words by which budget tables name their columns, rows and totals.

All patterns are for `plain` texts and match the whole of them unless they say so.
"""

from __future__ import annotations

import re

_BRACKETS = r"(?:[(\[][^()\[\]]*[)\]])*"

LABEL_HEAD = re.compile(
    r"(?:(?:收入|支出|本年收入|本年支出|功能)?项目(?:名称|内容|类别)?|[类款项]|(?:预算|编制)?(?:单位|部门)|"
    rf".*(?:名称|科目|编码|代码|品目|用途|类别|分类|方式|形式|内容|事项|明细|大类)){_BRACKETS}"
)
"""A head over names, codes or descriptions."""

CODE_HEAD = re.compile(rf".*(?:编码|代码|编号|类款项){_BRACKETS}|[类款项]")
UNIT_CODE_HEAD = re.compile(r".*(?:单位|部门)(?:编码|代码)")
INDEX_HEAD = re.compile(r"(?:序号|行次|栏次|编号)")
NOTE_HEAD = re.compile(r".*(?:备注|说明|理由|依据|附注)")
COUNT_HEAD = re.compile(
    rf".*(?:数量|人数|编制数?|个数|台数|辆数|次数|人次|批次|户数|套数|车辆数|学生数|项目数|面积){_BRACKETS}"
)
"""One part of a header path; below it counts are printed."""

PERCENT_HEAD = re.compile(r".*(?:[%‰]|比例|占比|比重|增幅|率)(?:[(][%‰][)])?")
NO_NUMBER_HEAD = re.compile(r".*(?:序号|行次|编码|代码|编号|年度|年份|电话|邮编|日期|时间|页码)")
AMOUNT_HEAD = re.compile(
    r".*(?:金额|预算数?|决算数?|执行数|合计|小计|总计|总额|年初数?|增减(?:数|额)?|资金|拨款|收入|支出|经费|费用?|"
    rf"单价|基金|额|元){_BRACKETS}"
)
HEAD_WORD = re.compile(
    r"序号|编码|代码|名称|项目|科目|金额|预算|决算|合计|小计|总计|数|指标|备注|说明|单位|内容|目标|是否|理由|"
    r"时间|日期|部门|收入|支出|经费|资金|费|基金|拨款|方式|形式|类|^[款项]$|单价|用途|大类|行政|事业|比|%"
)
"""Found in most heads; looked for anywhere in a text."""

TOTAL = re.compile(r"(?:本年)?(?:收入|支出|收支|金额|部门|单位)?(?:总?合计|总计|共计|合计)[:：]?")
"""The label of a total."""

SUM = re.compile(r".*[合总共小]计[:：]?")
"""The label of any sum, also of a part."""

NOTE = re.compile(r"(?:备注|附注|注|说明)\s*[0-9一二三四]?[:.、].*|[(]?本表.*|[(]?此表.*", re.S)
INCOME, SPENDING = re.compile("收入"), re.compile("支出")

_CJK = re.compile(r"[\u3400-\u9fff]")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]|[(][一二三四五六七八九十]{1,3}[)]")


def shown(text: str) -> str:
    """A text as a heading: spaces that only set it wide (`收　入`) and line ends gone, signs as printed."""
    return re.sub(r"(?<![A-Za-z0-9.])\s+|\s+(?![A-Za-z0-9.])", "", text).strip()


def is_chinese(text: str) -> bool:
    """Whether a text has a Chinese character."""
    return _CJK.search(text) is not None


def is_numbered(text: str) -> bool:
    """Whether a plain text begins with a Chinese number, as the labels of a balance do (`一、`)."""
    return _NUMBERED.match(text) is not None


def is_head_word(text: str) -> bool:
    """Whether a plain text may be a head: short, no item of a list, with a word that heads have."""
    return 0 < len(text) <= LONGEST_HEAD and not is_numbered(text) and HEAD_WORD.search(text) is not None


LONGEST_HEAD = 30
"""Characters of a head; the longest in the samples has 24 (`国有资源（资产）有偿使用收入` and its unit)."""
