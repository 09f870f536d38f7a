"""Review in the browser: a page beside its tables, and what is doubtful put right."""
