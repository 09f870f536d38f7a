import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from drawn_review import document_of, table_of
from printed import print_scan

from budgetgrid.output import write_document
from budgetgrid.tables.table import Table


@dataclass(frozen=True)
class Review:
    """A running `budgetgrid review`: its address, the folder it serves, and where scans lie."""

    address: str
    root: Path
    scans: Path

    @property
    def port(self) -> int:
        return int(re.search(r":(\d+)/", self.address)[1])

    @property
    def token(self) -> str:
        return self.address.rstrip("/").rsplit("/", 1)[1]

    def result(self, name: str, *tables: Table) -> Path:
        """A result to review, its scan at hand."""
        scan = self.scans / f"{name}.pdf"
        document = document_of(*tables, sha256=print_scan(scan, tables))
        named = replace(document, source=replace(document.source, file=scan.name))
        write_document(named, self.root / name, ("csv",))
        return self.root / name


@pytest.fixture(scope="session")
def review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Review]:
    """The command as users run it, over a folder with one result to begin with."""
    root, scans = tmp_path_factory.mktemp("out"), tmp_path_factory.mktemp("scans")
    write_document(document_of(table_of((("a",),))), root / "first", ())
    command = [
        sys.executable,
        "-m",
        "budgetgrid",
        "review",
        str(root),
        "--name",
        "甲",
        "--source",
        str(scans),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=root) as server:
        address = re.search(r"http://\S+", server.stderr.readline())[0]
        yield Review(address, root, scans)
        server.terminate()
        server.stderr.read()
