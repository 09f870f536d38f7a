"""Puts this folder on the path, so that tests of every folder can import what is drawn for them here."""
