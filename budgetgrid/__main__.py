"""`python -m budgetgrid`, the same as `budgetgrid`."""

from budgetgrid.cli import main

if __name__ == "__main__":
    main()
