"""The command line: one file a command. Importing it loads nothing heavy."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetgrid.layout.errors import BudgetgridError

TERMINATED = 143


def main() -> None:
    """Run the command that was typed: the boundary of the process, where errors become a line and a code."""
    from budgetgrid.cli.app import build_app
    from budgetgrid.layout.errors import BadOption, BudgetgridError
    from budgetgrid.system_packages import library_broken

    signal.signal(signal.SIGTERM, _terminate)
    try:
        build_app()(prog_name="budgetgrid")
    except BudgetgridError as error:
        _tell(error)
        sys.exit(2 if isinstance(error, BadOption) else 1)
    except ImportError as error:
        _tell(library_broken(error))
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        _tell(BudgetgridError(f"{type(error).__name__}: {error}"))
        sys.exit(1)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    """Unwind, so that nothing half-written stays."""
    raise SystemExit(TERMINATED)


def _tell(error: BudgetgridError) -> None:
    """The error in a line; its traceback goes to the log, which -v shows."""
    import logging

    from budgetgrid.cli.talk import make_console, tell_problem
    from budgetgrid.problem import problem_of

    logging.getLogger(__name__).debug("%s", error, exc_info=error)
    tell_problem(make_console(), problem_of(error))
