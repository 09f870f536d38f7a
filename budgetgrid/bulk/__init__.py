"""Archives: runs over many documents that survive what they meet, on one machine or on a Ray cluster."""
