"""Puts this folder on the path, so that tests of every folder can import what is drawn for them here."""

import signal

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")

# A shell's background job ignores Ctrl-C; what tests start and interrupt must not inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
