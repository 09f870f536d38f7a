"""The probability that a cell is right: evidence, a fitted model and its parameters."""
