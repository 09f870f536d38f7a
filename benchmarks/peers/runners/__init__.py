"""What runs inside a peer's environment: plain Python that imports nothing of budgetgrid's.

The folder above is put on PYTHONPATH and this package run as `python -m runners`, hence its relative imports.
"""
