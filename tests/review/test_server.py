"""The server, as a browser and as an attacker would speak to it."""

import http.client
import json
import socket
import subprocess
import sys
from dataclasses import replace
from urllib.parse import quote

import pytest
from drawn_review import WRONG, document_of, sums_table, table_of

from budgetgrid.correction_store import load_corrections
from budgetgrid.output import write_document
from budgetgrid.provenance import sha256_of
from budgetgrid.review.guard import HEADERS, LARGEST_BODY

GRID = (("a", "b"), ("c", "d"))


@pytest.fixture
def ask(review):
    """Send a request; the status, headers and body of the answer."""

    def send(path, body=None, headers=None, token=None, method=None):
        connection = http.client.HTTPConnection("127.0.0.1", review.port, timeout=10)
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if data is not None else {}
        verb = method or ("GET" if data is None else "POST")
        where = f"/{review.token if token is None else token}/{path}"
        connection.request(verb, where, data, {**kind, **(headers or {})})
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        return answer.status, dict(answer.headers), told

    return send


@pytest.fixture
def listed(ask):
    """All documents: an answer holds those that could be read in a moment."""

    def list_all():
        found, total = [], 1
        while len(found) < total:
            told = json.loads(ask(f"api/documents?offset={len(found)}")[2])
            found, total = found + told["documents"], told["total"]
        return found

    return list_all


@pytest.fixture
def opened(review, listed, request):
    """A result of its own for the test: its folder, its address, and the server's answers about it."""

    def open_one(*tables):
        folder = review.result(request.node.name.replace("[", "-").replace("]", ""), *tables)
        key = next(one["key"] for one in listed() if one["name"] == folder.name)
        return folder, f"api/documents/{key}"

    return open_one


def edit(op, row=0, col=0, **more):
    return {"op": op, "table": "t1", "row": row, "col": col, **more}


# Who may ask


@pytest.mark.parametrize("token", ["", "wrong", "..", "%00"])
@pytest.mark.parametrize("path", ["", "main.js", "api/documents"])
def test_nothing_is_served_without_the_token(ask, token, path):
    assert ask(path, token=token)[0] == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:{port}"]
)
def test_a_foreign_name_that_leads_here_is_refused(ask, review, host):
    assert ask("api/documents", headers={"Host": host.format(port=review.port)})[0] == 421


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"},
     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)  # fmt: skip
def test_pages_of_other_origins_are_refused(ask, opened, headers):
    folder, path = opened(table_of(GRID))
    assert ask(f"{path}/edits", {"revision": 0, "edit": edit("text", now="x")}, headers)[0] == 403
    assert ask("api/documents", headers=headers)[0] == 403
    assert load_corrections(folder) is None


def test_our_own_page_is_served(ask, review):
    headers = {"Origin": f"http://127.0.0.1:{review.port}", "Sec-Fetch-Site": "same-origin"}
    status, given, body = ask("", headers=headers)
    assert status == 200 and b"main.js" in body
    assert {name: given.get(name.lower()) for name in HEADERS} == dict(HEADERS)


def test_a_form_of_another_site_that_is_not_json_is_refused(ask, opened):
    _, path = opened(table_of(GRID))
    body = json.dumps({"revision": 0, "edit": edit("text", now="x")}).encode()
    assert ask(f"{path}/edits", body, {"Content-Type": "text/plain"})[0] == 422


def test_only_this_machine_is_served(review):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", review.port), timeout=2)


# How much


def test_a_large_request_is_refused_by_its_length(ask, opened):
    _, path = opened(table_of(GRID))
    assert ask(f"{path}/edits", b" " * (LARGEST_BODY + 1))[0] == 413


def test_a_large_request_is_refused_that_does_not_tell_its_length(review, opened):
    _, path = opened(table_of(GRID))
    connection = http.client.HTTPConnection("127.0.0.1", review.port, timeout=10)
    chunks = (b" " * 4096 for _ in range(LARGEST_BODY // 4096 + 2))
    headers = {"Content-Type": "application/json"}
    connection.request("POST", f"/{review.token}/{path}/edits", chunks, headers, encode_chunked=True)
    assert connection.getresponse().status == 413


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"[" * 60_000, b'{"edit": 1}', b'{"edit": {"op": "text"}}']
)
def test_what_makes_no_sense_is_refused_and_stored_nowhere(ask, opened, body):
    folder, path = opened(table_of(GRID))
    assert ask(f"{path}/edits", body)[0] == 422
    assert load_corrections(folder) is None


@pytest.mark.parametrize(
    "wish", [edit("text", 9, 9, now="x"), edit("split"), edit("merge"), edit("delete-row", 7),
             edit("undo", of=3), {**edit("text", now="x"), "table": "t9"}],
)  # fmt: skip
def test_an_edit_that_can_not_be_done_is_refused(ask, opened, wish):
    folder, path = opened(table_of(GRID))
    assert ask(f"{path}/edits", {"revision": 0, "edit": wish})[0] == 422
    assert load_corrections(folder) is None


# What files


@pytest.mark.parametrize(
    "name", ["..%2f..%2fapplication.py", "../application.py", "%2e%2e/guard.py", "nothing.js", "%00"]
)
def test_no_file_beside_the_page_is_served(ask, name):
    assert ask(name)[0] == 404


@pytest.mark.parametrize(
    "name", ["..%2fdocument.json", "%2e%2e%2f%2e%2e%2fsecret", ".hidden", "link", "nothing"]
)
def test_files_of_a_result_are_its_own_plain_ones(ask, opened, review, name):
    folder, path = opened(table_of(GRID))
    (review.scans / "secret").write_text("secret")
    (folder / ".hidden").write_text("x")
    (folder / "link").symlink_to(review.scans / "secret")
    assert ask(f"{path}/files/{name}")[0] == 404
    status, headers, _ = ask(f"{path}/files/document.json")
    assert (status, headers["content-disposition"]) == (200, "attachment")


def test_a_result_that_a_link_leads_to_is_not_listed(listed, review, tmp_path):
    write_document(document_of(table_of(GRID)), tmp_path / "other", ())
    (review.root / "linked").symlink_to(tmp_path / "other")
    (review.root / "file").mkdir()
    (review.root / "file" / "document.json").symlink_to(tmp_path / "other" / "document.json")
    names = [one["name"] for one in listed()]
    assert "linked" not in names and "file" not in names


def test_a_documents_name_leads_to_no_file_elsewhere(ask, opened, review):
    folder, path = opened(table_of(GRID))
    told = json.loads((folder / "document.json").read_text())
    assert ask(f"{path}/pages/1.jpg")[0] == 200
    outside = review.scans.parent / f"outside-{folder.name}.pdf"
    outside.write_bytes((review.scans / told["source"]["file"]).read_bytes() + b"%")
    told["source"] = {"file": f"../../{outside.name}", "sha256": sha256_of(outside), "pages": 1}
    (folder / "document.json").write_text(json.dumps(told))
    assert ask(f"{path}/pages/1.jpg")[0] == 404


def test_a_page_is_served_as_a_picture_and_a_missing_one_is_told(ask, opened):
    _, path = opened(table_of(GRID))
    status, headers, body = ask(f"{path}/pages/1.jpg")
    assert (status, headers["content-type"], body[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert json.loads(ask(f"{path}/pages/2.jpg")[2])["slug"] == "page-out-of-range"


def test_an_unknown_document_is_told(ask):
    assert ask("api/documents/0000/revision")[0] == 404


# Edits


def test_an_edit_is_on_disk_when_it_is_answered(ask, opened):
    folder, path = opened(sums_table())
    status, _, body = ask(
        f"{path}/edits", {"revision": 0, "who": "乙", "edit": edit("text", *WRONG, now="250.00")}
    )
    (stored,) = load_corrections(folder).edits
    assert (status, stored.who, stored.was, stored.now, stored.rows) == (200, "乙", "260.00", "250.00", 4)
    told = json.loads(body)
    assert told["revision"] == 1 and [t["id"] for t in told["tables"]] == ["t1"]


def test_checks_follow_an_edit_when_they_are_asked_for(ask, opened):
    _, path = opened(sums_table())
    assert json.loads(ask(path)[2])["failing"] != []
    told = json.loads(ask(f"{path}/edits", {"revision": 0, "edit": edit("text", *WRONG, now="250.00")})[2])
    assert "findings" not in told and "failing" not in told
    checked = json.loads(ask(f"{path}/changes?since=0")[2])
    assert (checked["revision"], checked["failing"], checked["findings"]) == (1, [], [])
    assert [t["id"] for t in checked["tables"]] == ["t1"] and len(checked["edits"]) == 1
    again = json.loads(ask(f"{path}/changes?since=1")[2])
    assert (again["tables"], again["edits"]) == ([], [])


def test_an_edit_of_an_older_reading_is_refused(ask, opened):
    folder, path = opened(table_of(GRID))
    seen = json.loads(ask(path)[2])["reading"]
    told = json.loads((folder / "document.json").read_text())
    told["tables"][0]["title"] = "another reading"
    (folder / "document.json").write_text(json.dumps(told))
    wish = {"revision": 0, "edit": edit("text", now="A")}
    assert ask(f"{path}/edits", {**wish, "reading": seen})[0] == 409
    assert load_corrections(folder) is None
    now = json.loads(ask(f"{path}/revision")[2])["reading"]
    assert now != seen and ask(f"{path}/edits", {**wish, "reading": now})[0] == 200


def test_two_people_do_not_overwrite_each_other_silently(ask, opened):
    folder, path = opened(table_of(GRID))
    assert ask(f"{path}/edits", {"revision": 0, "who": "甲", "edit": edit("text", 0, 0, now="A")})[0] == 200
    status, _, body = ask(f"{path}/edits", {"revision": 0, "who": "乙", "edit": edit("text", 0, 0, now="B")})
    assert (status, json.loads(body)["slug"]) == (409, "edit-conflict")
    assert ask(f"{path}/edits", {"revision": 0, "who": "乙", "edit": edit("text", 1, 1, now="D")})[0] == 200
    assert ask(f"{path}/edits", {"revision": 0, "who": "乙", "edit": edit("insert-row", 1)})[0] == 409
    assert [(e.who, e.now) for e in load_corrections(folder).edits] == [("甲", "A"), ("乙", "D")]


def test_an_edit_by_another_process_is_seen(ask, opened, review):
    folder, path = opened(table_of(GRID))
    script = (
        "import sys, pathlib; from budgetgrid.correction_store import add_edit\n"
        "from budgetgrid.corrections import Edit\n"
        "add_edit(pathlib.Path(sys.argv[1]), sys.argv[2], lambda _: Edit(0, '丙', '', 'text', 't1', now='C'))"
    )
    sha256 = json.loads((folder / "document.json").read_text())["source"]["sha256"]
    subprocess.run([sys.executable, "-c", script, str(folder), sha256], check=True, cwd=review.root)
    assert json.loads(ask(f"{path}/revision")[2])["revision"] == 1
    assert ask(f"{path}/edits", {"revision": 0, "edit": edit("text", 0, 0, now="A")})[0] == 409


def test_undo_and_undo_of_the_undo(ask, opened):
    _, path = opened(table_of(GRID))

    def texts(revision, wish):
        told = json.loads(ask(f"{path}/edits", {"revision": revision, "edit": wish})[2])
        return [c["text"] for t in told["tables"] for c in t["cells"]][:1]

    assert texts(0, edit("text", now="A")) == ["A"]
    assert texts(1, {"op": "undo", "of": 1}) == ["a"]
    assert texts(2, {"op": "undo", "of": 2}) == ["A"]


def test_an_undo_is_refused_that_would_take_the_ground_from_a_later_edit(ask, opened):
    _, path = opened(table_of(GRID))
    ask(f"{path}/edits", {"revision": 0, "edit": edit("insert-row", 1)})
    ask(f"{path}/edits", {"revision": 1, "edit": edit("text", 1, 0, now="new")})
    assert ask(f"{path}/edits", {"revision": 2, "edit": {"op": "undo", "of": 1}})[0] == 409
    assert ask(f"{path}/edits", {"revision": 2, "edit": {"op": "undo", "of": 2}})[0] == 200
    assert ask(f"{path}/edits", {"revision": 3, "edit": {"op": "undo", "of": 1}})[0] == 200


def test_sums_are_answered_for_what_is_being_typed(ask, opened):
    _, path = opened(sums_table("260.00", offered=()))
    wish = {"table": "t1", "row": WRONG[0], "col": WRONG[1]}
    wrong = json.loads(ask(f"{path}/sums", {**wish, "now": "260.00"})[2])
    right = json.loads(ask(f"{path}/sums", {**wish, "now": "250.00"})[2])
    failing = [s for s in wrong["sums"] if not s["holds"]]
    assert failing and {s["wanted"] for s in failing} == {"250.00"}
    assert right["sums"] and all(s["holds"] for s in right["sums"]) and right["number"] == "250.00"


def test_exports_hold_the_corrections_and_are_handed_out(ask, opened):
    _, path = opened(sums_table())
    ask(f"{path}/edits", {"revision": 0, "edit": edit("text", *WRONG, now="250.00")})
    status, _, body = ask(f"{path}/exports", {"formats": "csv,html"})
    assert status == 200 and "document.html" in json.loads(body)["files"]
    assert b"250.00" in ask(f"{path}/files/document.html")[2]
    assert ask(f"{path}/exports", {"formats": "exe"})[0] == 500


HOSTILE = '=HYPERLINK("http://evil.example")\u0000\u0001\ud800\u2028<script>'


def test_a_hostile_text_that_somebody_typed_is_exported_as_text(ask, opened):
    folder, path = opened(table_of(GRID))
    told = ask(f"{path}/edits", {"revision": 0, "who": HOSTILE, "edit": edit("text", now=HOSTILE)})
    assert told[0] == 200
    assert ask(f"{path}/exports", {"formats": "csv,xlsx,html,md,records,json"})[0] == 200
    assert b"'=HYPERLINK" in ask(f"{path}/files/{quote('01-支出总表.csv')}")[2]
    assert b"<script>" not in (folder / "document.html").read_bytes().split(b"</style>", 1)[1]


def test_what_a_link_in_a_result_leads_to_is_not_taken_into_it(ask, opened, review):
    folder, path = opened(table_of(GRID))
    (review.scans / "private").write_text("private")
    (folder / "notes.txt").symlink_to(review.scans / "private")
    status, _, body = ask(f"{path}/exports", {"formats": "csv"})
    assert status >= 400 and json.loads(body)["slug"] == "result-unreadable"
    assert (folder / "notes.txt").is_symlink()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_what_the_page_does_is_answered(ask, opened, method):
    folder, path = opened(table_of(GRID))
    assert ask(f"{path}/edits", {"revision": 0, "edit": edit("text", now="x")}, method=method)[0] == 405
    assert ask(path, method=method)[0] == 405
    assert load_corrections(folder) is None


@pytest.mark.parametrize("revision", [None, "0", 1.5, True, [0]])
def test_an_edit_that_does_not_say_what_was_seen_is_refused(ask, opened, revision):
    folder, path = opened(table_of(GRID))
    assert ask(f"{path}/edits", {"revision": revision, "edit": edit("text", now="x")})[0] == 422
    assert load_corrections(folder) is None


def test_a_socket_of_another_page_is_refused(ask):
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Origin": "https://evil.example",
    }
    assert ask("api/documents", headers=upgrade)[0] == 403


def test_an_unreadable_result_is_listed_with_its_reason(listed, review):
    folder = review.root / "broken"
    write_document(document_of(table_of(GRID)), folder, ())
    (folder / "corrections.json").write_text("{")
    one = next(d for d in listed() if d["name"] == "broken")
    assert one["status"] == "failed" and "corrections.json" in one["error"]


def test_a_document_whose_table_grew_in_another_reading_is_still_served(ask, opened):
    folder, path = opened(table_of(GRID))
    ask(f"{path}/edits", {"revision": 0, "edit": edit("delete-row", 1)})
    told = json.loads((folder / "document.json").read_text())
    again = replace(document_of(table_of((*GRID, ("e", "f")))), source=document_of().source)
    again = replace(again, source=replace(again.source, sha256=told["source"]["sha256"]))
    write_document(again, folder, ())
    findings = json.loads(ask(path)[2])["document"]["findings"]
    assert [f["code"] for f in findings] == ["correction-not-applied"]


def test_a_port_in_use_is_told(review, tmp_path):
    command = [sys.executable, "-m", "budgetgrid", "review", str(review.root), "--port", str(review.port)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ended.returncode == 2 and "[bad-option]" in ended.stderr


def test_a_folder_without_results_is_told(tmp_path):
    command = [sys.executable, "-m", "budgetgrid", "review", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ended.returncode == 1 and "[file-missing]" in ended.stderr
