"""Grids of tables that rules do not close: from words that stand in columns, and what rules there are."""
