"""Other tools on the same pages: environments of their own, one form of result, the same metrics."""
