"""The typesetter of the rebuilt documents: a readable source in, a PDF and its exact truth out.

The format is described in samples/FORMAT.md. The way through: `source` reads, `flow` lays out
(with `linebreak`, `cell_lines` and `pagination`), `draw` writes the PDF, `truth` the JSON.
"""
