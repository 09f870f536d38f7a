"""What the processor calculates with."""

from __future__ import annotations

from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")

BFLOAT16 = frozenset({"avx512_bf16", "amx_bf16"})
"""Instructions for products of 16 bit."""

EIGHT_BIT = frozenset({"avx512_vnni", "avx_vnni", "amx_int8"})
"""Instructions for products of 8 bit, summed up in 32."""


def processor_flags() -> frozenset[str]:
    """The names of its instruction sets; none where they aren't known, only Linux tells without a library."""
    try:
        return frozenset(CPU_INFO.read_text(encoding="utf-8").split())
    except OSError:
        return frozenset()
