"""budgetgrid: scanned budget PDFs to clean CSV and JSON, with a confidence on every cell."""
