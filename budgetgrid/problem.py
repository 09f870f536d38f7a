"""An error as it is shown to a person or written down; it passes between processes."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.layout.errors import BudgetgridError


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: stable slug, message, what to do next."""

    slug: str
    message: str
    next_step: str


def problem_of(error: BudgetgridError) -> Problem:
    """The error as it is shown."""
    return Problem(error.slug, str(error), error.next_step)


def error_of(problem: Problem) -> BudgetgridError:
    """The error that was shown, to be raised or recorded elsewhere."""
    error = BudgetgridError(problem.message, problem.next_step)
    error.slug = problem.slug
    return error
