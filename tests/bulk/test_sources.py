import os
from pathlib import Path, PurePosixPath

import pytest

from budgetgrid.bulk.places import Places
from budgetgrid.bulk.sources import Found, find_documents
from budgetgrid.layout.errors import BadOption

PDF = b"%PDF-1.7\n"


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(PDF)
    return folder


def found(*sources: object, out: object = "/nowhere") -> dict[str, Found]:
    return {str(item.place): item for item in find_documents(map(str, sources), str(out))}


def test_documents_are_told_by_content_and_meant_by_name(tmp_path):
    tree(tmp_path, "a.pdf", "b.dat")
    (tmp_path / "c.txt").write_text("text")
    (tmp_path / "d.pdf").write_text("text")
    (tmp_path / "e.png").touch()
    assert list(found(tmp_path)) == ["a", "b", "d", "e"]


def test_places_mirror_the_tree_and_the_output_is_left_out(tmp_path):
    tree(tmp_path, "x/y/a.pdf", "b.pdf", "out/b/c.pdf")
    assert list(found(tmp_path, out=tmp_path / "out")) == ["b", "x/y/a"]


def test_several_sources_have_a_folder_each(tmp_path):
    tree(tmp_path, "one/a.pdf", "two/a.pdf")
    assert list(found(tmp_path / "one", tmp_path / "two")) == ["one/a", "two/a"]


def test_what_two_sources_name_is_found_once(tmp_path):
    tree(tmp_path, "a.pdf", "x/b.pdf")
    assert list(found(tmp_path / "x", tmp_path)) == ["x/b", f"{tmp_path.name}/a"]


def test_globs_mirror_what_their_matches_differ_in(tmp_path):
    tree(tmp_path, "2021/a.pdf", "2022/a.pdf", "2022/b.dat")
    assert list(found(tmp_path / "*" / "*.pdf")) == ["2021/a", "2022/a"]
    assert list(found(tmp_path / "202*")) == ["2021/a", "2022/a", "2022/b"]


def test_lists_name_files_from_their_own_folder(tmp_path):
    tree(tmp_path, "x/a.pdf", "b.pdf")
    (tmp_path / "list.txt").write_text(f"x/a.pdf\r\n# a remark\n{tmp_path}/b.pdf\n\nmissing.pdf\n")
    items = found(tmp_path / "list.txt")
    assert list(items) == ["a", "b", "missing"]
    assert items["missing"].problem.slug == "file-missing"


def test_a_csv_gives_identifiers_which_name_the_results(tmp_path):
    tree(tmp_path, "x/a.pdf")
    (tmp_path / "list.csv").write_text("id,Path\n../../etc/2021-预算,x/a.pdf\n")
    (item,) = found(tmp_path / "list.csv").values()
    assert item.identifier == "../../etc/2021-预算"
    assert str(item.place) == "_.._etc_2021-预算"


def test_a_csv_without_paths_and_a_source_that_is_not_there_are_refused(tmp_path):
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    for source in (tmp_path / "list.csv", tmp_path / "none*"):
        with pytest.raises(BadOption):
            found(source)


def test_links_out_of_a_source_are_refused_and_folders_that_are_links_not_entered(tmp_path):
    tree(tmp_path, "in/a.pdf", "secret.pdf", "far/b.pdf")
    for name, target in {"l": "a.pdf", "o": "../secret.pdf", "n": "none", "c": "c.pdf"}.items():
        (tmp_path / "in" / f"{name}.pdf").symlink_to(target)
    (tmp_path / "in" / "far").symlink_to(tmp_path / "far")
    items = found(tmp_path / "in")
    slugs = {name: item.problem.slug if item.problem else None for name, item in items.items()}
    assert slugs == {
        "a": None,
        "l": None,
        "o": "link-outside",
        "n": "file-missing",
        "c": "file-missing",
    }


def test_pipes_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.pdf")
    assert found(tmp_path) == {}


def place_all(*names: str, given: tuple[str, ...] = ()) -> list[str]:
    places = Places(given, reserved=[".bulk"])
    for name in names:
        places.reserve(PurePosixPath(name))
    return [places.folder_for(PurePosixPath(name)) for name in names]


@pytest.mark.parametrize(
    ("names", "folders"),
    [
        (["a", "a", "A"], ["a", "a-2", "A-3"]),
        (["x", "x/y"], ["x-2", "x/y"]),
        (["../../a"], ["a"]),
        ([".bulk"], [".bulk-2"]),
        ([".bulk/a"], [".bulk-2/a"]),
    ],
)
def test_no_result_lies_in_another_or_outside(names, folders):
    assert place_all(*names) == folders


def test_a_folder_that_a_result_has_taken_before_is_not_mirrored(tmp_path):
    assert place_all("x/y", given=("x",)) == ["x-2/y"]


def test_files_at_urls_are_found_with_what_tells_their_change():
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/in/x/a.pdf", PDF)
    memory.pipe_file("/in/b.txt", b"text")
    (item,) = find_documents(["memory://in"], "memory://out")
    assert (item.place, item.problem) == (PurePosixPath("x/a"), None)
    assert item.source.startswith("memory://") and item.source.endswith("in/x/a.pdf")
