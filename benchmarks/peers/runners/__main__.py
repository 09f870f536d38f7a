"""`python -m runners READER[:VARIANT] IN.pdf OUT.json --dpi N`: read a document page by page.

The result is written after every page, so that what was read before a time limit is not lost.
"""

from __future__ import annotations

import argparse
import importlib
import resource
import time
from pathlib import Path

from .drawing import page_count
from .shape import OpenDocument, PageContent, PeerPage, PeerResult, save_result


def main() -> None:
    """Read the arguments, then the document."""
    parser = argparse.ArgumentParser(prog="runners")
    parser.add_argument("reader", help="a module of this package, a colon, and what its `open_reader` takes")
    parser.add_argument("pdf", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dpi", type=int, required=True)
    given = parser.parse_args()
    module, _, variant = given.reader.partition(":")
    opener: OpenDocument = importlib.import_module(f".{module}", __package__).open_reader(variant)
    read_document(opener, given.pdf, given.dpi, given.out)


def read_document(opener: OpenDocument, pdf: Path, dpi: int, out: Path) -> None:
    """Read all pages; one that fails is noted and the others go on."""
    loaded = cpu_seconds()
    save_result(PeerResult((), loaded, 0.0), out)
    read_page = opener(pdf, dpi)
    pages: list[PeerPage] = []
    for number in range(1, page_count(pdf) + 1):
        try:
            pages.append(PeerPage(number, read_page(number)))
        except Exception as error:
            pages.append(PeerPage(number, PageContent(), f"{type(error).__name__}: {error}"))
        save_result(PeerResult(tuple(pages), loaded, cpu_seconds() - loaded), out)


def cpu_seconds() -> float:
    """CPU seconds of this process and its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
