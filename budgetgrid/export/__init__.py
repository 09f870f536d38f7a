"""Writers of a Document: one file a format."""
