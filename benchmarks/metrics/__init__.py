"""Measures of how good a reading is, each with its definition and source."""
