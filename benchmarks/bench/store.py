"""Scores on disk, one JSON file a document and degree, so that an interrupted benchmark goes on where it was.

A file's name is a digest of all that its score depends on; one that no longer fits is never looked at again.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.runs import AS_IS, page_source
from budgetgrid.benchmarks.samples import Sample
from budgetgrid.options import Options
from budgetgrid.picture_file import write_picture


def score_name(sample: Sample, degree: int, options: Options, source: str) -> str:
    """The file name of a score: sample, degree, and a digest of pages, truth, options and `source`.

    `source` stands for the code and the libraries that read and score; see `environment`.
    """
    digest = hashlib.sha256(page_source(sample).read_bytes())
    digest.update(repr((sample.truth, sample.split, degree, options, source)).encode())
    level = "as-is" if degree == AS_IS else str(degree)
    return f"{sample.slug}-{level}-{digest.hexdigest()[:16]}.json"


def load_score(path: Path) -> DocumentScore | None:
    """The score that was saved there; None where there is none, or none that can be read."""
    try:
        score: DocumentScore = _typed(DocumentScore, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return score


def save_score(score: DocumentScore, path: Path) -> None:
    """Write a score whole or not at all, making its folder. Raises NoSpace, OutputNotWritable."""
    write_picture(path, json.dumps(asdict(score), ensure_ascii=False).encode())


def _typed(kind: Any, value: Any) -> Any:
    """A value of JSON as the type it was written from: dataclasses, tuples, lists, mappings, optionals."""
    if value is None or kind is Any:
        return value
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: _typed(hints[f.name], value[f.name]) for f in fields(kind)})  # type: ignore[operator]
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _typed(next(i for i in inner if i is not types.NoneType), value)
    if origin is tuple:
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_typed(k, v) for k, v in zip(kinds, value, strict=True))
    if origin is list:
        return [_typed(inner[0], v) for v in value]
    if origin is dict or origin is Mapping:
        return {inner[0](k): _typed(inner[1], v) for k, v in value.items()}
    return value
