"""The figures of a benchmark. What they are made of is defined in the modules of `metrics`."""

from __future__ import annotations

from budgetgrid.benchmarks.bench.sums import Figure, Sums, f1_of, mean_of, per_page, rate_of, share_of
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.metrics.confidence import SURE, sure_numbers

CELLS, STRUCTURE, WRAPPED, TABLES = "Cells", "Structure", "Wrapped cells", "Tables"
PAGES, OUTSIDE, COST = "Tables over pages", "Text outside tables", "Cost"


def _sure_wrong(score: DocumentScore) -> Sums:
    found = sure_numbers([cell for cell in score.cells if cell.number])
    return rate_of(found.wrong, found.above)


FIGURES = (
    Figure(
        "cell_f1",
        "cell F1",
        CELLS,
        "Cells whose place, spans and text (white space aside) are all exactly right: F1 of them.",
        lambda s: f1_of(s.counts.exact, s.counts.true, s.counts.read, s.counts.true - s.counts.exact),
        brief=True,
    ),
    Figure(
        "cell_f1_nfkc",
        "cell F1 after NFKC",
        CELLS,
        "The same after Unicode NFKC, which makes ： and : one, and ① and 1.",
        lambda s: f1_of(
            s.counts.exact_nfkc, s.counts.true, s.counts.read, s.counts.true - s.counts.exact_nfkc
        ),
    ),
    Figure(
        "numbers",
        "numbers",
        CELLS,
        "Cells that hold one number: the share that is exactly right, place and text.",
        lambda s: share_of(s.counts.number_exact, s.counts.number_true),
        brief=True,
    ),
    Figure(
        "sure_wrong",
        "sure and wrong",
        CELLS,
        f"Of cells that are a number or were read as one, with a confidence above {SURE}: the wrong ones.",
        _sure_wrong,
        rising=False,
        brief=True,
    ),
    Figure(
        "text",
        "text",
        CELLS,
        "Cells in their right place: the share whose text is right.",
        lambda s: share_of(s.counts.exact, s.counts.placed),
        brief=True,
    ),
    Figure(
        "cer",
        "CER",
        CELLS,
        "Character error rate over cells: edits over characters of the truth.",
        lambda s: rate_of(s.counts.edits, s.counts.characters),
        rising=False,
        brief=True,
    ),
    Figure(
        "wrapped",
        "wrapped",
        WRAPPED,
        "Cells printed on two or more lines: the share that is exactly right, place and text.",
        lambda s: share_of(s.wrapped.exact, s.wrapped.cells),
        brief=True,
    ),
    Figure(
        "wrapped_spaced",
        "with their spaces",
        WRAPPED,
        "The same, with the spaces between words asked for.",
        lambda s: share_of(s.wrapped.spaced_exact, s.wrapped.cells),
    ),
    Figure(
        "wrapped_f1",
        "F1 of wrapped",
        WRAPPED,
        "Cell-exact F1 of cells printed, or read, on two or more lines.",
        lambda s: f1_of(
            s.counts.wrapped_exact,
            s.counts.wrapped_true,
            s.counts.wrapped_read,
            s.counts.wrapped_true - s.counts.wrapped_exact,
        ),
    ),
    Figure(
        "lines_split",
        "lines split off",
        WRAPPED,
        "Lines of wrapped cells, beyond each one's first, that were read as cells of other rows.",
        lambda s: rate_of(s.wrapped.lines_split, s.wrapped.lines),
        rising=False,
    ),
    Figure(
        "lines_joined",
        "lines joined",
        WRAPPED,
        "Lines of other rows that were read into one cell, to a hundred cells of the truth.",
        lambda s: rate_of(s.wrapped.lines_joined, s.counts.true),
        rising=False,
    ),
    Figure(
        "structure_f1",
        "structure",
        STRUCTURE,
        "F1 of cells by place and spans alone, texts aside.",
        lambda s: f1_of(s.counts.placed, s.counts.true, s.counts.read, s.counts.true - s.counts.placed),
        brief=True,
    ),
    Figure(
        "teds",
        "TEDS",
        STRUCTURE,
        "Tree edit distance similarity of tables as HTML, page by page; mean over tables up to 600 cells.",
        lambda s: mean_of(t.teds for t in s.tables),
        brief=True,
    ),
    Figure(
        "structure_teds",
        "S-TEDS",
        STRUCTURE,
        "The same with all texts left out.",
        lambda s: mean_of(t.structure_teds for t in s.tables),
        brief=True,
    ),
    Figure(
        "grits_topology",
        "GriTS-Top",
        STRUCTURE,
        "Grid table similarity of the cells' spans.",
        lambda s: f1_of(s.grits.topology, s.grits.true, s.grits.read),
    ),
    Figure(
        "grits_content",
        "GriTS-Con",
        STRUCTURE,
        "Grid table similarity of the cells' texts.",
        lambda s: f1_of(s.grits.content, s.grits.true, s.grits.read),
    ),
    Figure(
        "grits_location",
        "GriTS-Loc",
        STRUCTURE,
        "Grid table similarity of the cells' boxes on the page.",
        lambda s: f1_of(s.grits.location, s.grits.true, s.grits.read),
    ),
    Figure(
        "adjacency",
        "adjacency F1",
        STRUCTURE,
        "F1 of pairs of neighbouring texts, as in ICDAR 2013.",
        lambda s: f1_of(
            s.adjacency.right, s.adjacency.true, s.adjacency.read, s.adjacency.true - s.adjacency.right
        ),
    ),
    Figure(
        "tables",
        "tables",
        TABLES,
        "F1 of tables found on their pages, from half of the joint area in common.",
        lambda s: f1_of(
            s.detection.found,
            s.detection.true,
            s.detection.read,
            s.detection.missed + s.detection.invented,
        ),
    ),
    Figure(
        "tables_tight",
        "tables, tight",
        TABLES,
        "The same from nine tenths of the joint area.",
        lambda s: f1_of(
            s.detection.tight,
            s.detection.true,
            s.detection.read,
            s.detection.true - s.detection.tight,
        ),
    ),
    Figure(
        "rows",
        "rows",
        TABLES,
        "Tables with the right number of rows; a missed one has not.",
        lambda s: share_of(s.detection.rows_right, s.detection.true),
    ),
    Figure(
        "columns",
        "columns",
        TABLES,
        "Tables with the right number of columns.",
        lambda s: share_of(s.detection.cols_right, s.detection.true),
    ),
    Figure(
        "joined",
        "joined",
        PAGES,
        "Tables over several pages that were joined of all their parts and no others.",
        lambda s: share_of(s.stitched.joined, s.stitched.tables),
    ),
    Figure(
        "whole",
        "whole",
        PAGES,
        "Of those whose cells the truth knows: joined, and every row and cell in its place.",
        lambda s: share_of(s.stitched.whole, s.stitched.known),
    ),
    Figure(
        "cut_rows",
        "cut rows rejoined",
        PAGES,
        "Rows that a page break cuts, read as one.",
        lambda s: share_of(s.stitched.cut_rows_rejoined, s.stitched.cut_rows),
    ),
    Figure(
        "crossing_cells",
        "merged cells rejoined",
        PAGES,
        "Merged cells that go on beyond a page break, read as one.",
        lambda s: share_of(s.stitched.crossing_cells_rejoined, s.stitched.crossing_cells),
    ),
    Figure(
        "cut_texts",
        "cut texts",
        PAGES,
        "Cells with text on both sides of a page break whose whole text is exactly right.",
        lambda s: share_of(s.stitched.cut_texts_exact, s.stitched.cut_texts),
    ),
    Figure(
        "whole_teds",
        "TEDS, joined",
        PAGES,
        "TEDS of tables over several pages, joined; mean over those up to 600 cells.",
        lambda s: mean_of(t.teds for t in s.whole),
    ),
    Figure(
        "narrative_cer",
        "CER outside",
        OUTSIDE,
        "Character error rate of a page's text outside tables, its order included.",
        lambda s: rate_of(s.narrative.edits, s.narrative.characters),
        rising=False,
    ),
    Figure(
        "blocks",
        "blocks found",
        OUTSIDE,
        "Titles, paragraphs, captions, notes and running lines that were found in what was read.",
        lambda s: share_of(s.narrative.found, s.narrative.blocks),
    ),
    Figure(
        "order",
        "reading order",
        OUTSIDE,
        "Pairs of a page's blocks that were read in their printed order; Kendall's tau is twice that less 1.",
        lambda s: share_of(s.narrative.pairs - s.narrative.swapped, s.narrative.pairs),
    ),
    Figure(
        "cpu_seconds_per_page",
        "CPU s/page",
        COST,
        "CPU seconds of all threads a page, the models loaded before.",
        lambda s: per_page(s.cost.cpu_seconds_per_page, s.pages),
        percent=False,
        rising=False,
        gated=False,
        brief=True,
    ),
    Figure(
        "wall_seconds_per_page",
        "wall s/page",
        COST,
        "Seconds a page by the clock; other work on the machine counts in.",
        lambda s: per_page(s.cost.wall_seconds_per_page, s.pages),
        percent=False,
        rising=False,
        gated=False,
    ),
)
"""All of them, by topic in the order they are shown."""

BY_NAME = {figure.name: figure for figure in FIGURES}
BRIEF = tuple(figure for figure in FIGURES if figure.brief)
