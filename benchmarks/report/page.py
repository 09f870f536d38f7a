"""The whole page of a report: one file without script or links to anywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from budgetgrid.benchmarks.bench.compare import Comparison
from budgetgrid.benchmarks.bench.result import Result
from budgetgrid.benchmarks.bench.table import documents, drafts_remark
from budgetgrid.benchmarks.peers.side_by_side import Reader
from budgetgrid.benchmarks.report import listings, sections
from budgetgrid.benchmarks.report.beside import beside
from budgetgrid.benchmarks.report.figures import by_degree, headline
from budgetgrid.benchmarks.report.gallery import gallery, worst_cells
from budgetgrid.benchmarks.report.trust import trust
from budgetgrid.benchmarks.samples import Sample

TITLE = "budgetgrid benchmark"


def report_page(
    result: Result,
    comparison: Comparison | None,
    samples: Sequence[Sample],
    scans: Path,
    readers: Sequence[Reader] = (),
) -> str:
    """The report as HTML.

    `scans` is the folder of simulated scans, of which wrong cells are cut; `readers`: ours and the peers
    beside which it is shown.
    """
    chapters = [("degrees", "By degree of damage", by_degree(result))]
    if readers:
        chapters.append(("beside", "Beside other tools", beside(readers)))
    if comparison is not None:
        about = f"<p>On the {comparison.common} documents and degrees that both runs have read.</p>"
        chapters.append(("changes", "Since the older run", about + sections.changes(comparison)))
    chapters += [
        ("trust", "How far to trust a confidence", trust(result)),
        ("causes", "What went wrong", sections.causes(result)),
        ("speed", "Speed and memory", sections.speed(result)),
        ("cells", "The worst cells", _worst(result, samples, scans)),
        ("documents", "Documents", listings.documents(result)),
        ("run", "How it was run", listings.run_facts(result)),
    ]
    links = "".join(f'<a href="#{name}">{title}</a>' for name, title, _ in chapters)
    body = "".join(
        f'<section id="{name}"><h2>{title}</h2>{text}</section>\n' for name, title, text in chapters
    )
    style = (files(__package__) / "style.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{TITLE}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>\n{style}</style>\n</head>\n<body>\n'
        f"<h1>{TITLE}</h1>\n<p>{escape(_about(result))}</p>\n{_drafts(samples)}{headline(result)}<nav>{links}</nav>\n{body}"
        "</body>\n</html>\n"
    )


def _about(result: Result) -> str:
    count = len({score.slug for score in result.scores})
    machine = f"{result.environment.cores} cores of {result.environment.processor}"
    version = result.environment.versions.get("budgetgrid", "")
    return (
        f"How much of {documents(count)} budgetgrid {version} read exactly as printed, and how fast: "
        f"on {result.when[:10]}, on {machine}."
    )


def _drafts(samples: Sequence[Sample]) -> str:
    remark = drafts_remark(samples)
    return f'<p class="worse">{escape(remark)}.</p>\n' if remark else ""


def _worst(result: Result, samples: Sequence[Sample], scans: Path) -> str:
    cells = worst_cells(result.scores)
    about = (
        "Numbers first, then other texts, those first that the program was surest of. Left out are documents "
        "of the test side, so that nobody tunes on them; <code>--errors</code> and the JSON file list all."
    )
    return f"<p>{about}</p>{gallery(cells, samples, scans)}"
