"""Each peer's virtual environment: `python -m budgetgrid.benchmarks.peers.environments` makes them.

They lie outside the repository. Everything comes from the package index that pip is set up for, weights
included: nothing is fetched at run time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Annotated

import typer

from budgetgrid.benchmarks.peers.catalogue import ENVIRONMENTS, Environment
from budgetgrid.layout.errors import BudgetgridError

MAKER = "budgetgrid.benchmarks.peers.environments"
"""This module, as it is run."""

COMPLETE = "complete"
"""A file with what was installed, written into an environment when nothing is missing."""


class PeerMissing(BudgetgridError):
    """A peer's environment, or a program it runs, is not installed."""

    slug = "peer-missing"


def folder_of(environment: Environment) -> Path:
    """Where an environment is or will be: in `$BUDGETGRID_PEERS`, else in the user's folder for caches."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("BUDGETGRID_PEERS") or caches / "budgetgrid-peers") / environment.name


def python_of(environment: Environment) -> Path:
    """The environment's interpreter. Raises PeerMissing where the environment is missing or out of date."""
    if not _is_complete(environment):
        command = f"python -m {MAKER} {environment.name}"
        raise PeerMissing(f"there is no environment {environment.name}", f"Run `{command}`.")
    check_system(environment)
    return folder_of(environment) / "bin" / "python"


def make(environment: Environment) -> None:
    """Make an environment, anew where it is out of date. Raises PeerMissing, CalledProcessError."""
    if not _is_complete(environment):
        folder = folder_of(environment)
        venv.create(folder, clear=True, with_pip=True)
        pip = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, *environment.packages], check=True)
        if environment.alone:
            subprocess.run([*pip, "--no-deps", *environment.alone], check=True)
        (folder / COMPLETE).write_text(_contents(environment), encoding="utf-8")
    install_system(environment)


def install_system(environment: Environment) -> None:
    """Install the Debian packages that are missing, where that is ours to do. Raises PeerMissing."""
    if missing_from(environment) and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *environment.system]
        subprocess.run(install, check=True, env=quiet)
    check_system(environment)


def check_system(environment: Environment) -> None:
    """Raise PeerMissing, naming what to install, where a program or a language is not there."""
    missing = missing_from(environment)
    if missing:
        packages = " ".join(environment.system)
        raise PeerMissing(
            f"{environment.name} needs {', '.join(missing)}", f"Run `apt-get install {packages}` as root."
        )


def missing_from(environment: Environment) -> list[str]:
    """The programs and languages that an environment needs and the system hasn't got."""
    missing = [command for command in environment.commands if shutil.which(command) is None]
    if missing or not environment.languages:
        return missing
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True).stdout.split()
    return [f"Tesseract's {name}" for name in environment.languages if name not in listed]


def _is_complete(environment: Environment) -> bool:
    note = folder_of(environment) / COMPLETE
    return note.exists() and note.read_text(encoding="utf-8") == _contents(environment)


def _contents(environment: Environment) -> str:
    return "\n".join([*environment.packages, *environment.alone])


def main(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help=f"Of {', '.join(ENVIRONMENTS)}; all by default."),
    ] = None,
) -> None:
    """Make the peers' environments."""
    for name in names or list(ENVIRONMENTS):
        if name not in ENVIRONMENTS:
            raise typer.BadParameter(f"no environment {name!r}; there are {', '.join(ENVIRONMENTS)}")
        try:
            make(ENVIRONMENTS[name])
        except PeerMissing as error:
            print(f"{error} {error.next_step}", file=sys.stderr)
            raise typer.Exit(1) from error
        print(f"{name}: {folder_of(ENVIRONMENTS[name])}")


if __name__ == "__main__":
    typer.run(main)
