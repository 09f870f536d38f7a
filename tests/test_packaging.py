"""What is installed is what is in the tree."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
FOLDERS = ("layout", "ocr", "tables", "benchmarks")
"""Folder X is the package budgetgrid.X."""

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED_ALIKE = {"opencv-contrib-python", "opencv-python-headless"}
"""Not ours to import: they write the same cv2 as opencv-python, and are named to pin their version."""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from a copy of the tree, as a fresh clone would build it."""
    copy = tmp_path_factory.mktemp("tree")
    for name in ("budgetgrid", *FOLDERS):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(copy / "out")]
    subprocess.run([*command, str(copy)], check=True, capture_output=True)
    (built,) = (copy / "out").glob("*.whl")
    return set(zipfile.ZipFile(built).namelist())


def modules() -> Iterator[tuple[Path, str]]:
    """Every module of the tree, with its name in the wheel."""
    for path in sorted((ROOT / "budgetgrid").rglob("*.py")):
        yield path, str(path.relative_to(ROOT))
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, f"budgetgrid/{path.relative_to(ROOT)}"


def test_the_wheel_holds_every_module(wheel):
    assert sorted({name for _, name in modules()} - wheel) == []


def test_the_wheel_holds_nothing_that_is_not_in_the_tree(wheel):
    code = {name for name in wheel if name.endswith(".py")}
    assert sorted(code - {name for _, name in modules()}) == []
    metadata = f"budgetgrid-{PROJECT['project']['version']}.dist-info"
    assert {name.split("/")[0] for name in wheel} == {"budgetgrid", metadata}


def test_the_wheel_holds_the_schema_the_type_marker_and_the_licence(wheel):
    assert {"budgetgrid/budgetgrid-1.schema.json", "budgetgrid/py.typed"} <= wheel
    assert any(name.endswith("licenses/LICENSE") for name in wheel)


def test_files_that_modules_read_beside_them_are_in_the_wheel(wheel):
    """Anything in a package's folder that is neither code nor cache."""
    beside = {
        f"budgetgrid/{path.relative_to(ROOT / 'budgetgrid' if folder == 'budgetgrid' else ROOT)}"
        for folder in ("budgetgrid", *FOLDERS)
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc", ".md")
    }
    assert sorted(beside - wheel) == []


ELSEWHERE = ROOT / "benchmarks" / "peers" / "runners"
"""Runs in environments of its own, which `peers.catalogue` describes."""


def imported(folders: tuple[str, ...]) -> set[str]:
    """Top-level names that modules of the folders import, or look for by find_spec."""
    return {
        name.split(".")[0]
        for path, _ in modules()
        if path.relative_to(ROOT).parts[0] in folders and ELSEWHERE not in path.parents
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in names_in(node)
    }


def names_in(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module] if node.module and node.level == 0 else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "find_spec":
        return [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    return []


def names_of(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^A-Za-z0-9._-]", requirement)[0]) for requirement in requirements}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def distributions_of(names: set[str]) -> set[str]:
    """What is not installed, as an extra may not be, counts as a distribution of its own name."""
    known = packages_distributions()
    return {normal(distribution) for name in names for distribution in known.get(name, [name])}


PRODUCT = ("budgetgrid", "layout", "ocr", "tables")


def test_every_dependency_is_used_by_the_product():
    declared = names_of(PROJECT["project"]["dependencies"])
    assert sorted(declared - PINNED_ALIKE - distributions_of(imported(PRODUCT))) == []


def test_every_dependency_of_the_benchmarks_is_used_by_them():
    declared = names_of(PROJECT["project"]["optional-dependencies"]["bench"])
    assert sorted(declared - distributions_of(imported(("benchmarks",)))) == []


@pytest.mark.parametrize(
    ("folders", "extras"), [(PRODUCT, ("fast", "parquet", "ray", "review")), (("benchmarks",), ("bench",))]
)
def test_everything_imported_is_declared(folders, extras):
    declared = names_of(PROJECT["project"]["dependencies"])
    for extra in extras:
        declared |= names_of(PROJECT["project"]["optional-dependencies"][extra])
    foreign = imported(folders) - set(sys.stdlib_module_names) - {"budgetgrid"}
    assert sorted(name for name in foreign if not distributions_of({name}) & declared) == []


def test_the_three_opencv_wheels_are_pinned_alike():
    pins = [line for line in PROJECT["project"]["dependencies"] if line.startswith("opencv")]
    assert len(pins) == 3 and len({line.split("==")[1] for line in pins}) == 1
