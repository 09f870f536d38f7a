"""A conversion talks to nobody, and leaves nothing in HOME."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STRACE = shutil.which("strace")
REMOTE = re.compile(r"\bsa_family=AF_INET6?\b|\bsocket\(AF_(INET6?|PACKET)\b")
"""System calls that make or use a socket that can leave the machine; AF_UNIX and AF_NETLINK can't."""

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(STRACE is None, reason="strace is not installed (apt-get install strace)"),
]


def draw_scan(path: Path) -> None:
    """A page that is one picture: a ruled table of two rows and two columns with figures in it."""
    import pymupdf

    drawn = pymupdf.open()
    page = drawn.new_page(width=420, height=300)
    for x in (60, 200, 360):
        page.draw_line((x, 80), (x, 200), width=1)
    for y in (80, 140, 200):
        page.draw_line((60, y), (360, y), width=1)
    for (x, y), text in {
        (80, 115): "2016",
        (220, 115): "2017",
        (80, 175): "12.50",
        (220, 175): "9.75",
    }.items():
        page.insert_text((x, y), text, fontsize=14)
    picture = page.get_pixmap(dpi=200).tobytes("png")
    scan = pymupdf.open()
    scan.new_page(width=420, height=300).insert_image(pymupdf.Rect(0, 0, 420, 300), stream=picture)
    scan.save(path)


@pytest.fixture(scope="module")
def traced(tmp_path_factory):
    """A conversion under strace in an empty HOME: the exit code, the trace, what HOME holds, the CSV."""
    folder = tmp_path_factory.mktemp("traced")
    home = folder / "home"
    home.mkdir()
    draw_scan(folder / "scan.pdf")
    trace = folder / "trace.txt"
    command = [STRACE, "-f", "-qq", "-e", "trace=network", "-o", str(trace)]
    command += [
        sys.executable,
        "-m",
        "budgetgrid",
        "convert",
        str(folder / "scan.pdf"),
        "-o",
        str(folder / "out"),
    ]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ORT_", "PADDLE_", "XDG_", "RAY_"))}
    done = subprocess.run(command, env=kept | {"HOME": str(home)}, capture_output=True, text=True, cwd=folder)
    if "ptrace" in done.stderr and "Operation not permitted" in done.stderr:
        pytest.skip("strace may not trace processes here")
    return done, trace.read_text(), sorted(home.rglob("*")), folder / "out" / "scan"


def test_the_conversion_works_under_watch(traced):
    done, _, _, out = traced
    assert done.returncode == 0, done.stderr
    (table,) = [path for path in out.glob("*.csv") if not path.name.endswith("confidence.csv")]
    assert table.read_text().replace("\r\n", "\n").splitlines() == ["2016,2017", "12.50,9.75"]


def test_no_socket_leaves_the_machine(traced):
    assert [line for line in traced[1].splitlines() if REMOTE.search(line)] == []


def test_home_stays_empty(traced):
    assert traced[2] == []


def test_the_watch_sees_a_socket_that_does_leave():
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    command = [STRACE, "-f", "-qq", "-e", "trace=network", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True)
    assert REMOTE.search(done.stderr)
