"""Invented documents: figures that add up as printed, pages that can be set, nothing of a sample."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.benchmarks.invented import markup
from budgetgrid.benchmarks.invented.amounts import NEGATIVES, AmountStyle, split_amount
from budgetgrid.benchmarks.invented.documents import MAKERS, invent_document, write_documents
from budgetgrid.benchmarks.samples import find_samples
from budgetgrid.benchmarks.typeset.document import CellSource, SourceDocument, TableLook, TableSource
from budgetgrid.benchmarks.typeset.flow import flow_document
from budgetgrid.benchmarks.typeset.frame import Outline, frame_rules
from budgetgrid.benchmarks.typeset.source import read_source
from budgetgrid.layout.geometry import Box

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = tuple(f"test-{number}" for number in range(4))
SUBTOTALS = ("合计", "小计", "总计")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[SourceDocument]:
    """One table of every kind in each."""
    folder = tmp_path_factory.mktemp("invented")
    return [read_document(folder, name, tuple(MAKERS)) for name in NAMES]


def read_document(folder: Path, name: str, kinds: tuple[str, ...] = ()) -> SourceDocument:
    path = folder / f"{name}.html"
    path.write_text(invent_document(name, kinds), encoding="utf-8")
    return read_source(path)


def tables_of(documents: list[SourceDocument]) -> list[TableSource]:
    blocks = chain.from_iterable(section.blocks for document in documents for section in document.sections)
    return [block for block in blocks if isinstance(block, TableSource)]


def amount(text: str) -> Decimal:
    """The amount as a reader takes it; a dash or nothing is 0."""
    bare = re.sub(r"[-—△(（）),\s]", "", text)
    is_negative = bare != re.sub(r"[,\s]", "", text)
    return (Decimal(bare) if bare else Decimal(0)) * (-1 if is_negative else 1)


def squeezed(text: str) -> str:
    return "".join(text.split())


class Figures:
    """The body of a table by position, and its header as a tree."""

    def __init__(self, table: TableSource) -> None:
        self.texts = {(cell.row, cell.col): cell.text for cell in table.cells}
        self.heads = [cell for cell in table.cells if cell.row < table.header_rows]
        self.body = range(table.header_rows, len(table.rows))

    def below(self, head: CellSource) -> list[CellSource]:
        columns = range(head.col, head.col + head.colspan)
        return [c for c in self.heads if c.row == head.row + head.rowspan and c.col in columns]

    def value(self, row: int, head: CellSource) -> Decimal:
        """What stands under a head: the subtotal if it begins with one, else the sum of its parts."""
        below = self.below(head)
        if not below:
            return amount(self.texts[row, head.col])
        if squeezed(below[0].text) in SUBTOTALS:
            return self.value(row, below[0])
        return sum((self.value(row, part) for part in below), Decimal(0))


def test_subtotals_are_the_sums_of_the_columns_beside_them(documents: list[SourceDocument]) -> None:
    checked = 0
    for table in tables_of(documents):
        figures = Figures(table)
        for head in figures.heads:
            below = figures.below(head)
            if not below or squeezed(below[0].text) not in SUBTOTALS:
                continue
            for row in figures.body:
                parts = [figures.value(row, part) for part in below[1:]]
                assert figures.value(row, below[0]) == sum(parts), (table.title, row, head.text)
                checked += any(parts)
    assert checked > 300


def test_parents_are_the_sums_of_their_children_and_the_total_of_the_classes(
    documents: list[SourceDocument],
) -> None:
    checked = 0
    for table in tables_of(documents):
        figures = Figures(table)
        rows = {figures.texts.get((row, 0), ""): row for row in figures.body}
        codes = [code for code in rows if re.fullmatch(r"\d{3}|\d{5}|\d{7}", code)]
        if {len(code) for code in codes} != {3, 5, 7}:
            continue
        columns = [col for (row, col) in figures.texts if row == rows[codes[0]] and col > 1]
        total = next(row for text, row in rows.items() if text not in codes)
        for col in columns:
            for parent in [*codes, ""]:
                digits = {0: 3, 3: 5, 5: 7, 7: 0}[len(parent)]
                children = [code for code in codes if len(code) == digits and code.startswith(parent)]
                row = rows[parent] if parent else total
                if children:
                    below = sum(amount(figures.texts[rows[code], col]) for code in children)
                    assert amount(figures.texts[row, col]) == below, (table.title, parent, col)
                    checked += 1
    assert checked > 100


def test_income_balances_expenditure(documents: list[SourceDocument]) -> None:
    balances = [t for t in tables_of(documents) if t.kind in ("income-expenditure", "appropriation")]
    assert len(balances) == 2 * len(NAMES)
    for table in balances:
        figures = Figures(table)
        labels = {squeezed(text): place for place, text in figures.texts.items()}
        row, left = labels["收入总计"]
        _, right = labels["支出总计"]
        assert amount(figures.texts[row, left + 1]) == amount(figures.texts[row, right + 1]) > 0


def test_every_kind_of_table_can_be_set_on_pages(documents: list[SourceDocument]) -> None:
    for document in documents[:2]:
        assert len(flow_document(document).tables) == len(MAKERS)


def test_a_name_gives_the_same_document_again_and_another_name_another() -> None:
    assert invent_document("a") == invent_document("a")
    assert invent_document("a") != invent_document("b")


def test_no_title_or_organisation_of_a_sample_appears(documents: list[SourceDocument]) -> None:
    samples = [json.loads(path.read_text(encoding="utf-8")) for path in SAMPLES.glob("*/truth.json")]
    taken = {squeezed(table["title"] or "") for truth in samples for table in truth["tables"]} - {""}
    taken |= {squeezed(truth["metadata"].get("organisation") or "") for truth in samples} - {""}
    assert len(taken) > 30
    ours = {squeezed(table.title) for table in tables_of(documents)}
    assert not taken & (ours | {document.facts.organisation for document in documents})


def test_documents_are_found_as_samples_of_the_dev_side(tmp_path: Path) -> None:
    written = write_documents(tmp_path, 1, 6, ("three-public",))  # a seed whose faces are quickly embedded
    [sample] = find_samples([tmp_path], split="dev")
    assert sample.digital == written[0].resolve() / "digital.pdf"
    assert [table.kind for table in sample.truth.tables] == ["three-public"]


@given(st.integers(-(10**9), 10**9), st.lists(st.floats(0.1, 10), min_size=1, max_size=9), st.randoms())
def test_parts_add_up(total: int, shares: list[float], chance: object) -> None:
    parts = split_amount(total, shares, chance, emptiness=0.5)  # type: ignore[arg-type]
    assert sum(parts) == total
    assert len(parts) == len(shares)


@pytest.mark.parametrize("negative", NEGATIVES)
def test_amounts_are_printed_as_the_style_says(negative: str) -> None:
    style = AmountStyle(decimals=2, separators=True, zero="—", negative=negative, trimmed=False)
    assert style.printed(123456789) == "1,234,567.89"
    assert style.printed(-5) == negative.format("0.05")
    assert style.printed(0) == "—"
    assert AmountStyle(2, False, "", "-{}", trimmed=True).printed(120000) == "1200"


def test_dotted_rules_stand_within_a_double_frame() -> None:
    outlines = [Outline(Box(0, 0, 10, 10), "trbl"), Outline(Box(10, 0, 20, 10), "trbl")]
    look = TableLook(0.5, 1.0, "all", 1, 1, rule_style="dotted", outer_style="double")
    rules = frame_rules(outlines, look)
    [inner] = [rule for rule in rules if rule.dashes]
    assert (inner.x0, inner.x1, inner.weight, inner.dashes) == (10, 10, 0.5, "[0.50 1.00] 0")
    tops = [(rule.x0, rule.x1, rule.y0) for rule in rules if rule.y0 == rule.y1 <= 0]
    assert tops == [(0, 20, 0), (-2, 22, -2)]


def test_long_texts_alone_let_their_row_break() -> None:
    assert markup.row(markup.cell("长" * 61)).attributes == {"break": "allow"}
    assert markup.row(markup.cell("短"), markup.cell("长" * 61, rowspan=2)).attributes == {}
