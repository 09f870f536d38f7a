"""What a run was asked to do: enough of it is written down to do it again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace

import budgetgrid
from budgetgrid.bulk.work import Limits
from budgetgrid.export.csv import CsvStyle
from budgetgrid.options import Options
from budgetgrid.provenance import recorded_options


@dataclass(frozen=True, slots=True)
class Settings:
    """`sources` as typed, `out` a folder or a URL, how to convert and what to write, what workers may use."""

    sources: tuple[str, ...]
    out: str
    options: Options
    formats: tuple[str, ...] = ("csv", "json")
    style: CsvStyle = field(default_factory=CsvStyle)
    limits: Limits = field(default_factory=Limits)

    def work_key(self, sha256: str) -> str:
        """Names the result of a content under these options and this version: another key, another result."""
        shaping = [
            budgetgrid.__version__,
            sha256,
            recorded_options(self.options),
            self.formats,
            asdict(self.style),
        ]
        return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()[:32]

    def to_json(self) -> str:
        """As the ledger keeps it; without the password."""
        return json.dumps(asdict(replace(self, options=replace(self.options, password=None))))


def settings_from_json(text: str) -> Settings:
    """What `to_json` wrote."""
    kept = json.loads(text)
    options = kept["options"] | {"pages": tuple(kept["options"]["pages"])}
    return Settings(
        tuple(kept["sources"]),
        kept["out"],
        Options(**options),
        tuple(kept["formats"]),
        CsvStyle(**kept["style"]),
        Limits(**kept["limits"]),
    )
