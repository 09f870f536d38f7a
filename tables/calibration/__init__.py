"""Fitted parameters of the confidence model, as readable JSON."""
