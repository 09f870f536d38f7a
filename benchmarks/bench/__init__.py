"""`budgetgrid bench`: runs over samples, their results, comparisons and the table in the terminal."""
