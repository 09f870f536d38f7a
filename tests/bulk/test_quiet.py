import random
from collections import Counter
from pathlib import Path

import pytest
from scripted import write_script

from budgetgrid.bulk.ledger import create_ledger
from budgetgrid.bulk.run import BulkRun
from budgetgrid.bulk.scan import scan
from budgetgrid.bulk.settings import Settings
from budgetgrid.bulk.work import Ended, Killed, Opened, Opening, PageRead, Reading, Result, Work, Written
from budgetgrid.options import Options
from budgetgrid.problem import Problem

SLOTS = 3
KILLED = Killed(Problem("worker-killed", "", ""))


class ShortOfMemory:
    """Ends work in any order. Page 2 of each document, and the opening of "c", need the machine alone."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._in_hand: dict[int, Work] = {}
        self._beside: set[int] = set()
        self.tries: Counter[tuple[str, int]] = Counter()

    def idle(self) -> list[int]:
        return [slot for slot in range(SLOTS) if slot not in self._in_hand]

    def submit(self, slot: int, work: Work) -> None:
        self._in_hand[slot] = work
        if len(self._in_hand) > 1:
            self._beside.update(self._in_hand)

    def ended(self, seconds: float) -> list[Ended]:
        slot = self._chance.choice(sorted(self._in_hand))
        work, was_alone = self._in_hand.pop(slot), slot not in self._beside
        self._beside.discard(slot)
        return [Ended(slot, work, self._result(work, was_alone), 0.0)]

    def close(self) -> None:
        pass

    def _result(self, work: Work, was_alone: bool) -> Result:
        name, page = Path(work.order.source).stem, work.page if isinstance(work, Reading) else 0
        self.tries[name, page] += 1
        if not was_alone and (page == 2 or (isinstance(work, Opening) and name == "c")):
            return KILLED
        if isinstance(work, Opening):
            return Opened((1, 2, 3, 4))
        return PageRead(0.0) if page else Written("ok")


@pytest.mark.parametrize("seed", range(20))
def test_what_was_killed_twice_is_done_with_nothing_beside_it(tmp_path, seed):
    for name in "abcdef":
        write_script(tmp_path / "in" / f"{name}.pdf", name)
    executor = ShortOfMemory(seed)
    settings = Settings((str(tmp_path / "in"),), str(tmp_path / "out"), Options())
    with create_ledger(tmp_path / "out") as ledger:
        scan(settings, ledger, lambda count: None)
        BulkRun(ledger, executor, settings, SLOTS).run("process")
        assert ledger.counts() == {"ok": 6}
        assert ledger.page_counts() == {"read": 24}
    assert max(count for (_, page), count in executor.tries.items() if page) <= 3
    assert {count for (_, page), count in executor.tries.items() if page in (1, 3, 4)} == {1}
