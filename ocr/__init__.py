"""Pixels to text: the engine seam, the recognisers behind it, and the text layers of digital pages."""
