"""`budgetgrid models`: the engines and weights that are there, and how to get the rest."""

from __future__ import annotations


def models() -> None:
    """List the engines, and the weights they use with where they come from."""
    from budgetgrid.ocr.engines import ENGINES, engine_name
    from budgetgrid.ocr.models import list_models

    print(f"engines: {', '.join(ENGINES)}; auto is {engine_name('auto')} here")
    for entry in list_models():
        print(f"models {entry.name}: {'installed' if entry.models else 'not installed'}")
        for weights in entry.models.weights if entry.models else ():
            print(f"  {weights.role}  {weights.name}  from {weights.origin}  {weights.path}")
        if entry.models is None:
            print(f"  {entry.how_to_get}")
