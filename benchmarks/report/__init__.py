"""The report of a benchmark as one HTML page that needs nothing else."""
