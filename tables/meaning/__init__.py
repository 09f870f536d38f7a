"""What a table's cells are to each other: heads, labels, panels, kinds, forms, indicators, units."""
