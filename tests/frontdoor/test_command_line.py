import json
import logging
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import drawn_jobs
import pytest
import typer

from budgetgrid import cli, file_job
from budgetgrid.cli import app
from budgetgrid.result_folders import result_folders


@pytest.fixture
def log_as_before():
    """Take back what a command does to the log, which outlives it in this process."""
    log = logging.getLogger("budgetgrid")
    before = log.handlers[:], log.propagate, log.level
    yield
    log.handlers[:], log.propagate, log.level = before


@pytest.fixture
def run(monkeypatch, tmp_path, capfdbinary, log_as_before):
    """Run a command line in an empty folder; the exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(file_job, "convert", drawn_jobs.convert)
    monkeypatch.setattr(sys.modules["budgetgrid.conversion"], "convert", drawn_jobs.convert)

    def typed(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["budgetgrid", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capfdbinary.readouterr()
        return int(ended.value.code or 0), out.decode(), err.decode()

    return typed


def listed(folder: str = ".") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def write(**kinds: str) -> None:
    for name, kind in kinds.items():
        Path(f"{name}.pdf").write_text(kind)


def test_a_file_becomes_a_folder_beside_it(run):
    write(a="ok")
    code, out, err = run("convert", "a.pdf")
    assert (code, out) == (0, "")
    assert listed("a") == [
        "01-收支总表.confidence.csv", "01-收支总表.csv", "document.json", "run.json"
    ]  # fmt: skip
    assert "收支总表" in err and "4 x 4" in err and "0.970" in err


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (["ok"], 0),
        (["ok", "ok"], 0),
        (["damaged"], 1),
        (["failed"], 1),
        (["damaged", "bug"], 1),
        (["partial"], 3),
        (["ok", "damaged"], 3),
        (["ok", "partial"], 3),
    ],
)
def test_exit_codes_say_how_it_ended(run, kinds, code):
    files = {f"f{number}": kind for number, kind in enumerate(kinds)}
    write(**files)
    assert run("convert", *(f"{name}.pdf" for name in files), "-o", "out")[0] == code


@pytest.mark.parametrize(
    "words",
    [
        ["convert"],
        ["convert", "a.pdf", "--pages", "9-3"],
        ["convert", "a.pdf", "--format", "docx"],
        ["convert", "a.pdf", "--format", ","],
        ["convert", "a.pdf", "--engine", "magic"],
        ["convert", "a.pdf", "--rotate", "45"],
        ["convert", "a.pdf", "--jobs", "0"],
        ["convert", "a.pdf", "a.pdf", "-o", "-"],
        ["convert", "a.pdf", "--unknown"],
        ["dance"],
        ["export", "a"],
    ],
)
def test_wrong_usage_is_code_2_and_writes_nothing(run, words):
    write(a="ok")
    code, out, err = run(*words)
    assert (code, out) == (2, "") and err
    assert listed() == ["a.pdf"]


def test_an_error_is_one_line_with_slug_and_next_step_and_no_traceback(run):
    write(a="locked", b="bug")
    _, out, err = run("convert", "a.pdf", "b.pdf")
    assert out == "" and "Traceback" not in err
    (line,) = [line for line in err.splitlines() if "[pdf-encrypted]" in line]
    assert line == "error: a.pdf: a.pdf is encrypted [pdf-encrypted]. Give the password with --password."


def test_verbose_shows_the_traceback(run):
    write(b="bug")
    assert "Traceback" in run("convert", "b.pdf", "-v")[2]


def test_quiet_says_nothing_but_errors(run):
    write(a="ok", b="damaged")
    assert run("convert", "a.pdf", "-q") == (0, "", "")
    assert run("convert", "b.pdf", "-q")[2].count("\n") == 1


def test_a_dash_prints_the_json_alone(run):
    write(a="ok")
    code, out, _ = run("convert", "a.pdf", "-o", "-")
    assert code == 0 and json.loads(out)["status"] == "ok"
    assert listed() == ["a.pdf"]


def test_a_dash_prints_a_failure_as_json_too(run):
    write(a="damaged")
    code, out, err = run("convert", "a.pdf", "-o", "-")
    assert code == 1 and json.loads(out)["error"]["slug"] == "pdf-damaged" and "pdf-damaged" in err


def test_no_progress_bar_where_there_is_no_terminal(run):
    write(a="ok")
    err = run("convert", "a.pdf")[2]
    assert "\x1b" not in err and "━" not in err and "\r" not in err


def test_options_reach_the_conversion(run, monkeypatch):
    seen = []

    def spy(path, options, *, progress=None):
        seen.append(options)
        return drawn_jobs.convert(path, options, progress=progress)

    monkeypatch.setattr(file_job, "convert", spy)
    write(a="ok")
    hints = "--pages 2-3 --rotate 90 --unit 万元 --no-stitch"
    run("convert", "a.pdf", *f"{hints} --password x --engine paddleocr --models medium".split())
    (options,) = seen
    assert (options.pages, options.rotate, options.unit, options.stitch) == ((2, 3), 90, "万元", False)
    assert (options.password, options.engine, options.models) == ("x", "paddleocr", "medium")


def test_csv_options_reach_the_files(run):
    write(a="ok")
    run("convert", "a.pdf", "--csv-bom", "--csv-values", "--fill", "--format", "csv,records")
    text = Path("a/01-收支总表.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and "收入,收入".encode() in text and b"-3.00" in text
    assert Path("a/records.csv").exists()


def test_inputs_of_the_same_stem_get_folders_of_their_own(run):
    Path("b").mkdir()
    write(a="ok")
    Path("b/a.png").write_text("partial")
    run("convert", "a.pdf", "b/a.png", "-o", "out")
    statuses = [json.loads(Path("out", name, "document.json").read_text())["status"] for name in ("a", "a-2")]
    assert statuses == ["ok", "partial"]


def test_no_two_folders_are_alike():
    names = result_folders([Path(p) for p in ("x.pdf", "y/X.png", "x-2.pdf", "z/x.tif")], Path("o"))
    assert [folder.name for folder in names] == ["x", "X-2", "x-2-2", "x-3"]


def test_export_writes_other_formats(run):
    write(a="ok")
    run("convert", "a.pdf")
    assert run("export", "a", "--format", "html")[0] == 0
    assert Path("a/document.html").exists() and Path("a/01-收支总表.csv").exists()


def test_export_of_a_folder_without_a_result_is_an_error_line(run):
    Path("a").mkdir()
    code, _, err = run("export", "a", "--format", "html")
    assert code == 1 and "[result-unreadable]" in err and "Traceback" not in err


def test_models_are_listed_on_standard_output(run):
    code, out, _ = run("models")
    assert code == 0 and "PP-OCRv6_rec_small" in out and "onnx" in out


@pytest.mark.parametrize(
    ("library", "package"), [("libGL.so.1", "libgl1"), ("libgthread-2.0.so.0", "libglib2.0-0")]
)
def test_a_missing_system_library_is_named_with_its_package(run, monkeypatch, library, package):
    def broken(*_args, **_options):
        raise ImportError(f"{library}: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(file_job, "convert", broken)
    write(a="ok")
    code, _, err = run("convert", "a.pdf")
    assert code == 1 and "[library-broken]" in err and f"apt-get install {package}" in err
    assert listed() == ["a.pdf"]


def test_a_library_that_fails_while_the_command_starts_is_told_too(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "budgetgrid.workers", None)
    write(a="ok")
    code, _, err = run("convert", "a.pdf")
    assert code == 1 and "[library-broken]" in err


def offer(monkeypatch, load) -> None:
    class Offered(EntryPoint):
        def load(self):
            return load()

    entry = Offered(name="bench", value="x:y", group=app.GROUP)
    monkeypatch.setattr(app, "entry_points", lambda group: [entry] if group == app.GROUP else [])


def test_installed_packages_add_commands(run, monkeypatch):
    added = typer.Typer(help="Measure.")
    added.command("speed")(lambda: typer.echo("fast"))
    added.command("truth")(lambda: typer.echo("right"))
    offer(monkeypatch, lambda: added)
    assert run("bench", "speed")[1] == "fast\n"
    assert "Measure." in run("--help")[1]


def test_an_application_of_one_command_is_that_command(run, monkeypatch):
    added = typer.Typer()
    added.command()(lambda: typer.echo("measured"))
    offer(monkeypatch, lambda: added)
    assert run("bench")[1] == "measured\n"


def test_a_function_can_be_a_command(run, monkeypatch):
    offer(monkeypatch, lambda: lambda: typer.echo("measured"))
    assert run("bench")[1] == "measured\n"


def test_a_command_that_can_not_be_loaded_does_not_break_the_others(run, monkeypatch):
    def broken():
        raise ImportError("no module named scipy")

    offer(monkeypatch, broken)
    assert run("models")[0] == 0


def test_version_is_told(run):
    assert run("--version")[1].startswith("budgetgrid 0.")
