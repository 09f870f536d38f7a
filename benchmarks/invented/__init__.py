"""Invented budgets: an endless, seeded supply of documents of every usual kind, with exact truth.

The way through: `ledger` invents the figures, the `*_tables` modules and `narrative` set them out in markup,
`columns` finds widths that hold them, `documents` puts a document together and has it typeset.
"""
