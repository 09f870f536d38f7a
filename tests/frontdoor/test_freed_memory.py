"""Memory given back to the system."""

from __future__ import annotations

import ctypes
import platform
from pathlib import Path

import pytest

from budgetgrid.freed_memory import give_back_freed_memory

PIECE, COUNT = 64 * 1024, 1600


def resident() -> int:
    """MB of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 >> 20


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what is freed so")
def test_pieces_freed_below_one_that_is_in_use_are_given_back() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    pieces = [libc.malloc(PIECE) for _ in range(COUNT)]
    for piece in pieces:
        ctypes.memset(piece, 1, PIECE)
    for piece in pieces[:-1]:
        libc.free(piece)
    kept = resident()
    give_back_freed_memory()
    given_back = kept - resident()
    libc.free(pieces[-1])
    assert given_back > 80
