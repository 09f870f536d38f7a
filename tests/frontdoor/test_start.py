"""Importing budgetgrid, and asking it for help, loads nothing heavy."""

import json
import os
import resource
import subprocess
import sys

import pytest

HEAVY = (
    "numpy",
    "cv2",
    "onnxruntime",
    "openvino",
    "pymupdf",
    "paddleocr",
    "paddlex",
    "camelot",
    "pandas",
    "rapidocr",
    "scipy",
)
HELP = """
import sys
from budgetgrid.cli import main
sys.argv[1:] = ["--help"]
try:
    main()
except SystemExit:
    pass
"""
ELSEWHERE = sys.prefix
"""A working folder in which Python doesn't find the repository's folders before the installed packages."""

HELP_SECONDS = 0.5
"""CPU seconds promised; 0.15 was measured, so that only something heavy can break it."""


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("ORT_", "PADDLE_", "RAY_"))
    }
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, capture_output=True, text=True, env=kept | environment, check=True, cwd=ELSEWHERE
    )


@pytest.mark.parametrize(
    "code",
    [
        "import budgetgrid",
        "import budgetgrid; budgetgrid.__version__, budgetgrid.BudgetgridError, budgetgrid.Options",
        "from budgetgrid.cli.app import build_app; build_app()",
        HELP,
    ],
)
def test_nothing_heavy_is_loaded(code):
    report = f"\nimport sys, json; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    assert json.loads(python(code + report).stdout.splitlines()[-1]) == []


def test_help_takes_less_cpu_than_promised():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "budgetgrid", "--help"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd=ELSEWHERE)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent < HELP_SECONDS


def test_public_names_are_all_there():
    code = "import budgetgrid as b; print(*(name for name in b.__all__ if getattr(b, name)))"
    assert python(code).stdout.split() == ["BudgetgridError", "Document", "Options", "__version__", "convert"]


def test_convert_is_the_function_whoever_has_imported_its_module():
    code = (
        "import budgetgrid, budgetgrid.file_job, inspect; from budgetgrid import convert;"
        "print(*(inspect.isfunction(f) for f in (convert, budgetgrid.convert, budgetgrid.convert)))"
    )
    assert python(code).stdout.split() == ["True"] * 3


def test_a_broken_library_is_told_with_its_package():
    code = (
        "import sys, budgetgrid; sys.modules['cv2'] = None\n"
        "try: budgetgrid.convert\nexcept budgetgrid.BudgetgridError as error: print(error.slug)"
    )
    assert python(code).stdout.split() == ["library-broken"]


def test_an_unknown_name_is_an_attribute_error():
    import budgetgrid

    with pytest.raises(AttributeError, match="no attribute 'konvert'"):
        _ = budgetgrid.konvert


def test_libraries_are_told_to_stay_offline_and_out_of_home():
    code = "import budgetgrid, os, json; print(json.dumps(dict(os.environ)))"
    environment = json.loads(python(code, HOME="/home/somebody").stdout)
    assert environment["ORT_DISABLE_TELEMETRY"] == "1"
    assert environment["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] == "1"
    assert environment["RAY_USAGE_STATS_ENABLED"] == "0"
    assert not environment["PADDLE_PDX_CACHE_HOME"].startswith("/home/somebody")


def test_what_the_user_has_set_stays():
    code = "import budgetgrid, os; print(os.environ['PADDLE_PDX_CACHE_HOME'])"
    assert python(code, PADDLE_PDX_CACHE_HOME="/srv/cache").stdout.strip() == "/srv/cache"
