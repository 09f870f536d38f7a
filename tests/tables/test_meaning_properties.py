"""Whatever a table holds, its meaning is found without an error, and its texts and places stay."""

from __future__ import annotations

from dataclasses import replace

from drawn_grids import tilings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetgrid.export.headings import with_headings
from budgetgrid.tables.meaning.table_meaning import with_meaning
from budgetgrid.tables.table import Cell, Table

WORDS = [
    "",
    "项目",
    "项目名称",
    "收入",
    "支出",
    "科目编码",
    "类",
    "款",
    "201",
    "20103",
    "03",
    "合计",
    "小计",
    "金额",
    "5.00",
    "1,234.56",
    "—",
    "12",
    "0",
    "98%",
    "1",
    "2",
    "栏次",
    "备注",
    "一、基本支出",
    "（一）",
    "其中：财政拨款",
    "1、人员",
    "单位：万元",
    "注：见上",
    "3000万元",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "产出指标",
    "任务名称",
    "主要内容",
    "预算金额",
    "绩效目标",
    "年度目标",
    "项目负责人",
    "联系电话",
    "项目资金（万元）",
    "审核意见",
]
SETTINGS = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of any spans whose cells say any of the words."""
    tiling = draw(tilings())
    cells = tuple(
        Cell(*place, text=text, raw=text) for place in tiling.cells for text in [draw(st.sampled_from(WORDS))]
    )
    title = draw(st.none() | st.sampled_from(WORDS))
    return Table("t1", len(tiling.row_edges) - 1, len(tiling.col_edges) - 1, cells, (), title=title)


def bare(cell: Cell) -> Cell:
    return replace(cell, role=None, value=None, value_kind=None, value_confidence=None, unit=None)


@SETTINGS
@given(tables())
def test_every_table_has_a_meaning_and_keeps_its_cells(table):
    meant = with_meaning(table)
    assert [bare(cell) for cell in meant.cells] == list(table.cells)
    assert len(meant.header_paths) in (0, table.cols)
    assert all(len(paths) == table.rows for paths in meant.label_paths)
    assert len(meant.label_paths) in (0, max(1, len(meant.panels)))


@SETTINGS
@given(tables())
def test_panels_share_the_columns_and_meaning_is_stable(table):
    meant = with_meaning(table)
    if meant.panels:
        edges = [0, *(panel.last_col + 1 for panel in meant.panels)]
        assert [panel.first_col for panel in meant.panels] == edges[:-1]
        assert edges[-1] == table.cols
    assert with_meaning(meant) == meant


@SETTINGS
@given(tables())
def test_every_cell_that_names_nothing_is_a_record_once(table):
    meant = with_meaning(table)
    places = [(cell.row, cell.col) for cell, _ in with_headings(meant)]
    naming = ("title", "header", "stub", "label", "note")
    assert places == [(cell.row, cell.col) for cell in meant.cells if cell.role not in naming]
