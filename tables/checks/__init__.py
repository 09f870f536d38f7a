"""What the figures of a document say of each other: sums, repeated figures, codes and forms of numbers."""
