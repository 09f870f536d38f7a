"""`python -m budgetgrid.benchmarks.invented OUT --count N --seed S`: write N invented sample folders."""

from __future__ import annotations

import argparse
from pathlib import Path

from budgetgrid.benchmarks.invented.documents import MAKERS, write_documents


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(prog="budgetgrid.benchmarks.invented", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the sample folders go")
    parser.add_argument("--count", type=int, default=12, help="how many documents")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same documents")
    parser.add_argument(
        "--kinds", nargs="*", choices=list(MAKERS), default=[], help="these tables in each document"
    )
    options = parser.parse_args()
    for place in write_documents(options.folder, options.count, options.seed, tuple(options.kinds)):
        print(place)


if __name__ == "__main__":
    main()
