"""Rulings and words to tables: grids, merged cells, texts, stitching, checks, confidence."""
