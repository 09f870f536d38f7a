"""How good the result is: scan simulation, truth, metrics."""
