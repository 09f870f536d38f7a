"""What a document says of itself, from covers and captions as these documents print them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from budgetgrid.document import Block, Metadata, PageInfo
from budgetgrid.layout.geometry import Box
from budgetgrid.metadata import read_metadata
from budgetgrid.tables.table import Table

BOX = Box(0, 0, 100, 12)


def page(number: int, *blocks: tuple[str, str]) -> PageInfo:
    return PageInfo(number, "digital", 595, 842, blocks=tuple(Block(k, BOX, t) for k, t in blocks))


def cover(*texts: str) -> list[PageInfo]:
    return [page(1, *(("paragraph", text) for text in texts))]


def table(title: str | None) -> Table:
    return Table("t1", 0, 0, (), (), title=title)


@pytest.mark.parametrize(
    ("texts", "title", "organisation", "year", "kind"),
    [
        (
            ["三门峡经济开发区政务服务部2021年部门预算情况说明"],
            "三门峡经济开发区政务服务部2021年部门预算情况说明",
            "三门峡经济开发区政务服务部",
            2021,
            "budget",
        ),
        (
            ["上海市普陀区规划和自然", "资源局", "2024年度部门决算"],
            "上海市普陀区规划和自然资源局2024年度部门决算",
            "上海市普陀区规划和自然资源局",
            2024,
            "final-accounts",
        ),
        (
            ["2017年度江苏省高级人民法院部门预算公开目 录", "第一部分 部门概况"],
            "2017年度江苏省高级人民法院部门预算公开",
            "江苏省高级人民法院",
            2017,
            "budget",
        ),
        (
            ["上海市普陀区2026年区级部门预算", "预算主管部门：上海市普陀区司法局"],
            "上海市普陀区2026年区级部门预算",
            "上海市普陀区司法局",
            2026,
            "budget",
        ),
        (
            ["某市财政局（汇总）", "二〇二一年度部门预算", "二〇二〇年三月"],
            "某市财政局（汇总）二〇二一年度部门预算",
            "某市财政局",
            2021,
            "budget",
        ),
    ],
)
def test_cover_names_title_organisation_year_and_kind(
    texts: list[str], title: str, organisation: str, year: int, kind: str
) -> None:
    assert replace(read_metadata(cover(*texts), []), date=None) == Metadata(title, organisation, year, kind)


def test_place_before_the_year_is_no_organisation() -> None:
    assert read_metadata(cover("江苏省2018年度省级部门预算公开报表"), []).organisation is None


def test_fuller_name_above_the_tables_wins_over_the_one_in_the_title() -> None:
    pages = [
        *cover("政务服务局2021年度部门预算"),
        page(2, ("caption", "单位名称：洛阳高新区政务服务局 单位：万元")),
    ]
    assert read_metadata(pages, []).organisation == "洛阳高新区政务服务局"


def test_other_name_above_the_tables_leaves_the_one_in_the_title() -> None:
    pages = [*cover("财政局2021年度部门预算"), page(2, ("caption", "部门：某市教育局 单位：万元"))]
    assert read_metadata(pages, []).organisation == "财政局"


def test_tables_tell_what_the_cover_does_not() -> None:
    pages = [page(4, ("table", ""), ("caption", "部门：江苏省政协办公厅 单位：万元"))]
    found = read_metadata(pages, [table("2018年政府采购预算表"), table("收支预算总表"), table(None)])
    assert found == Metadata(None, "江苏省政协办公厅", 2018, "budget")


def test_contradictions_are_unknown() -> None:
    pages = [
        page(4, ("table", ""), ("caption", "部门：财政局 单位：万元")),
        page(5, ("table", ""), ("caption", "部门：教育局 单位：万元")),
    ]
    found = read_metadata(pages, [table("2018年预算表"), table("2019年决算表")])
    assert found == Metadata()


@pytest.mark.parametrize(
    "text",
    [
        "关于2021年部门预算的几点说明。",
        "目 录",
        "第一部分 2021年部门预算",
        "一、2021年部门预算",
        "二〇二一年三月",
    ],
)
def test_narrative_is_no_title(text: str) -> None:
    assert replace(read_metadata(cover(text), []), date=None) == Metadata()


def test_blank_pages_and_empty_documents_have_no_metadata() -> None:
    assert read_metadata([], []) == Metadata()
    blank = PageInfo(1, "blank", 595, 842)
    title = cover("某局2021年部门预算")
    assert read_metadata([blank, blank, blank, *title], []).title == "某局2021年部门预算"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("二〇二一年三月", "2021-03"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("2021 年 3 月 5 日", "2021-03-05"),
        ("编制日期：2021-03-05", "2021-03-05"),
        ("二〇二一年二月三十日", None),
        ("2021年度", None),
        ("2021年3月5日起执行", None),
    ],
)
def test_a_date_is_a_line_of_its_own_on_the_cover(text, date):
    assert read_metadata(cover("某局2021年部门预算", text), ()).date == date


def test_dates_that_contradict_each_other_are_none():
    assert read_metadata(cover("某局2021年部门预算", "2021年3月", "2021年4月"), ()).date is None


def test_a_document_without_a_cover_has_the_year_of_its_section_headings():
    pages = [page(1, ("title", "第二部分 2018年度部门预算表"), ("title", "收支预算总表"))]
    assert read_metadata(pages, [table("收支预算总表")]).year == 2018


def test_years_in_table_titles_go_before_those_of_sections():
    pages = [page(1, ("title", "2017年度部门决算情况"))]
    assert read_metadata(pages, [table("2018年收支预算总表")]).year == 2018
