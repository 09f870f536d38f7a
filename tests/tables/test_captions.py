"""What stands around a table: title, unit, department, form number, notes."""

from __future__ import annotations

import pytest
from drawn_lines import line

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.reading import Line
from budgetgrid.tables.captions import Caption, find_captions, read_unit

TABLE = Box(100, 400, 1100, 900)
HEIGHT = 1700


def centred(text: str, top: float, height: float = 36, middle: float = 600) -> Line:
    return line(text, middle - len(text) * height / 2, top, height)


def at_right(text: str, top: float, height: float = 28) -> Line:
    return line(text, 1100 - len(text) * height, top, height)


def caption_of(*lines: Line) -> Caption:
    (caption,) = find_captions([TABLE], lines, HEIGHT)
    return caption


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [ln.text for ln in lines]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位:元", "元"),
        ("单位： 百元", "百元"),
        ("单位 万元", "万元"),
        ("金额单位：人民币万元", "万元"),
        ("单位：亿元", "亿元"),
        ("单位：千元", "千元"),
        ("单位：％", "%"),
        ("单 位：万 元", "万元"),
        ("部门：财政局    单位：万元", "万元"),
        ("2021年度 单位：元", "元"),
    ],
)
def test_the_unit_is_read_from_its_line(text, unit):
    assert read_unit(text) == unit


@pytest.mark.parametrize("text", ["单位：财政局", "预算单位名称", "填报单位：政务服务局", "万元以上项目", ""])
def test_other_lines_name_no_unit(text):
    assert read_unit(text) is None


def test_title_and_unit_above_a_table_are_its_own():
    caption = caption_of(centred("2021年收支预算总表", 290), at_right("单位：万元", 350))
    assert caption.title_text == "2021年收支预算总表"
    assert caption.unit == "万元"
    assert texts(caption.marks) == ["单位：万元"]


def test_a_title_on_two_lines_is_joined():
    upper = centred("洛阳高新区政务服务和大数据管理局二〇二一年", 240)
    caption = caption_of(upper, centred("一般公共预算支出情况表", 285), at_right("单位：元", 350))
    assert caption.title_text == "洛阳高新区政务服务和大数据管理局二〇二一年一般公共预算支出情况表"


def test_form_number_department_and_unit_are_marks_and_not_the_title():
    caption = caption_of(
        line("预算01表", 100, 240, 28),
        centred("收入预算总表", 290),
        line("部门名称：某市政务服务局", 100, 350, 28),
        at_right("单位：万元", 350),
    )
    assert caption.title_text == "收入预算总表"
    assert sorted(texts(caption.marks)) == sorted(["预算01表", "部门名称：某市政务服务局", "单位：万元"])


@pytest.mark.parametrize(
    "number", ["预算01表", "公开01表", "附件1", "附表2-1", "表3", "公开 03表", "财预04表"]
)
def test_form_numbers_above_the_title_are_marks(number):
    caption = caption_of(line(number, 100, 240, 28), centred("支出预算总表", 290))
    assert caption.title_text == "支出预算总表"
    assert texts(caption.marks) == [number]


@pytest.mark.parametrize("text", ["万元", "元", "百元"])
def test_a_unit_printed_without_its_label_is_one(text):
    assert caption_of(centred("收支总表", 290), at_right(text, 350)).unit == text


def test_the_departments_name_apart_from_its_label_is_no_title():
    caption = caption_of(
        centred("收支总表", 290),
        line("部门：", 100, 350, 28),
        line("某市财政局", 250, 350, 28),
        at_right("单位：元", 350),
    )
    assert caption.title_text == "收支总表"
    assert "某市财政局" in texts(caption.marks)


def test_a_title_without_any_unit_is_found():
    caption = caption_of(centred("项目支出绩效目标表", 330))
    assert (caption.title_text, caption.unit) == ("项目支出绩效目标表", None)


def test_a_sentence_above_a_table_is_no_title():
    caption = caption_of(line("本部门预算收支总体情况如下，详见下表所列各项内容及其说明。", 100, 350, 30))
    assert caption == Caption()


def test_a_section_heading_is_no_title():
    caption = caption_of(centred("第二部分部门预算表", 200), centred("收支总表", 330))
    assert caption.title_text == "收支总表"


def test_a_line_far_above_is_not_the_tables():
    assert caption_of(centred("部门预算公开", 60)) == Caption()


def test_a_continuation_has_neither_title_nor_unit():
    assert caption_of() == Caption()
    assert caption_of().title_text is None


def test_notes_below_a_table_are_its_own():
    caption = caption_of(
        line("注：本表金额转换成万元时，因四舍五入可能存在尾差。", 100, 910, 28),
        line("政府性基金不在其内。", 100, 945, 28),
        line("二、支出情况说明", 100, 1200, 28),
    )
    assert texts(caption.notes) == [
        "注：本表金额转换成万元时，因四舍五入可能存在尾差。",
        "政府性基金不在其内。",
    ]


@pytest.mark.parametrize("text", ["备注：无", "说明：本表为空", "注1：含基金", "本表反映收支情况"])
def test_each_beginning_of_a_note_is_known(text):
    assert texts(caption_of(line(text, 100, 915, 28)).notes) == [text]


def test_narrative_below_a_table_is_no_note():
    assert caption_of(line("三、收入情况说明", 100, 915, 28)).notes == ()


def test_each_of_two_tables_has_its_own_caption():
    lower = Box(100, 1100, 1100, 1500)
    lines = [
        centred("收入总表", 290),
        at_right("单位：万元", 350),
        line("注：本表为空", 100, 910, 28),
        centred("支出总表", 990),
        at_right("单位：元", 1060),
    ]
    below, above = find_captions([lower, TABLE], lines, HEIGHT)
    assert (above.title_text, above.unit, texts(above.notes)) == ("收入总表", "万元", ["注：本表为空"])
    assert (below.title_text, below.unit, texts(below.notes)) == ("支出总表", "元", [])


def test_a_table_right_under_another_has_no_caption_of_it():
    lower = Box(100, 905, 1100, 1300)
    captions = find_captions([TABLE, lower], [centred("收入总表", 330)], HEIGHT)
    assert [c.title_text for c in captions] == ["收入总表", None]


def test_no_line_belongs_to_two_tables():
    lower = Box(100, 960, 1100, 1300)
    lines = [line("注：单位：万元", 100, 915, 28)]
    captions = find_captions([TABLE, lower], lines, HEIGHT)
    assert sum(len(c.notes) + len(c.marks) + len(c.title) for c in captions) == 1


def test_a_table_beside_another_has_the_caption_over_itself():
    right = Box(1400, 420, 2400, 1000)
    lines = [
        centred("收入总表", 290),
        at_right("单位：万元", 350),
        centred("支出总表", 300, middle=1900),
        line("单位：元", 2290, 370, 28),
        line("注：本表为空", 1400, 1010, 28),
    ]
    one, other = find_captions([TABLE, right], lines, HEIGHT)
    assert (one.title_text, one.unit, texts(one.notes)) == ("收入总表", "万元", [])
    assert (other.title_text, other.unit, texts(other.notes)) == ("支出总表", "元", ["注：本表为空"])


def test_the_rest_of_a_wrapped_department_does_not_hide_the_title():
    first = line("部门名称：江苏省人大", 100, 320, 28)
    rest = line("常委会办公厅", 100, 360, 28)
    caption = caption_of(centred("收支预算总表", 250), first, at_right("单位:万元", 340), rest)
    assert (caption.title_text, caption.unit) == ("收支预算总表", "万元")
