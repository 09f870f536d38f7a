"""Puts this folder on the path, so that tests of every folder can import what is drawn for them here."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")
