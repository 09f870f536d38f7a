"""The review server: what the page asks for, as JSON, pictures and files."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from budgetgrid import corrections as ops
from budgetgrid.confidence_bands import DOUBT_BELOW, LOOK_BELOW
from budgetgrid.corrections import edit_of
from budgetgrid.corrections import to_json as corrections_json
from budgetgrid.document import Document
from budgetgrid.export.csv import CsvStyle
from budgetgrid.export.formats import parse_formats
from budgetgrid.layout.errors import (
    BadEdit,
    BudgetgridError,
    EditConflict,
    FileMissing,
    PageOutOfRange,
    SourceMissing,
)
from budgetgrid.re_export import re_export
from budgetgrid.review.guard import Guard, read_body
from budgetgrid.review.library import Library
from budgetgrid.review.opened import Opened, store_edit
from budgetgrid.review.pictures import Pictures
from budgetgrid.review.sums import number_shown
from budgetgrid.review.told import Told
from budgetgrid.serialise import to_json
from budgetgrid.table_edits import cell_over
from budgetgrid.tables.table import Table

TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LISTED = 200
"""Documents in one answer at most; the page asks for more."""

DIGITS = 9
"""Of a number in an address, at most."""

LISTING = 0.2
"""Seconds after which an answer ends whose documents have to be read first: the page shows those and asks for
more."""

STATUS: Mapping[type[BudgetgridError], int] = {
    FileMissing: 404,
    SourceMissing: 404,
    PageOutOfRange: 404,
    EditConflict: 409,
    BadEdit: 422,
}
"""HTTP status of an error; 500 of all others."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a review works on: the documents, their pages, where else files may be, and who reviews."""

    library: Library
    pictures: Pictures
    sources: tuple[Path, ...]
    password: str | None
    reviewer: str

    def warm_up(self) -> None:
        """Open the first document and draw the page where it will be opened: what takes half a second to
        load is then there before somebody waits for it."""
        with suppress(BudgetgridError):
            key = self.library.keys[0]
            opened = self.library.opened(key)
            self.library.summary(key)
            opened.sums.failing()
            if opened.first_page is not None:
                self.pictures.jpeg(opened.read, opened.folder, opened.first_page)


def make_application(desk: Desk, token: str, port: int) -> ASGIApp:
    """The server, guarded by the token for the host 127.0.0.1 at that port."""
    answers = _Answers(desk)
    document = "/api/documents/{key}"
    routes = [
        Route("/api/documents", answers.route(answers.documents)),
        Route(document, answers.route(answers.document)),
        Route(f"{document}/revision", answers.route(answers.revision)),
        Route(f"{document}/changes", answers.route(answers.changes)),
        Route(f"{document}/pages/{{number:int}}.jpg", answers.route(answers.picture)),
        Route(f"{document}/edits", answers.route(answers.edit), methods=["POST"]),
        Route(f"{document}/sums", answers.route(answers.sums), methods=["POST"]),
        Route(f"{document}/exports", answers.route(answers.export), methods=["POST"]),
        Route(f"{document}/files/{{name}}", answers.route(answers.file)),
        Route("/{name:path}", _static),
    ]
    return Guard(Starlette(routes=routes), token, port)


class _Answers:
    """One method a question, answered in threads. Documents are read and edited by one at a time; what is
    worked out from them keeps nobody waiting who stores an edit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told = Told()
        self._one = threading.RLock()

    def route(self, answer: Callable[[Request, Json], Response]) -> Callable[[Request], Any]:
        """An endpoint that gives the answer, or says as JSON what is wrong."""

        async def endpoint(request: Request) -> Response:
            body = await read_body(request.receive)
            if body is None:
                return JSONResponse({"slug": "too-large", "message": "The request is too large."}, 413)
            try:
                given = _parsed(request, body)
                return await run_in_threadpool(answer, request, given)
            except BudgetgridError as error:
                told = {"slug": error.slug, "message": str(error), "next_step": error.next_step}
                return JSONResponse(told, STATUS.get(type(error), 500))

        return endpoint

    def documents(self, request: Request, _: Json) -> Response:
        """A part of the list of documents, from `offset` on."""
        offset = _count(request, "offset")
        shown: list[Json] = []
        end = time.monotonic() + LISTING
        with self._one:
            if offset == 0:
                self._desk.library.look_again()
            keys = self._desk.library.keys
            for key in keys[offset : offset + LISTED]:
                shown.append(asdict(self._desk.library.summary(key)))
                if time.monotonic() > end:
                    break
        return JSONResponse({"documents": shown, "total": len(keys), "reviewer": self._desk.reviewer})

    def document(self, request: Request, _: Json) -> Response:
        """A document, corrected, with its edits."""
        opened = self._opened(request)
        text = to_json(opened.document)
        self._told.remember(opened)
        name = self._desk.library.name(request.path_params["key"])
        bands = {"look": LOOK_BELOW, "doubt": DOUBT_BELOW}
        more = json.dumps({**_edits(opened, 0), **_failing(opened), "name": name, "bands": bands})
        return Response(f'{{"document": {text}, {more[1:]}', media_type="application/json")

    def revision(self, request: Request, _: Json) -> Response:
        """Which reading of the document there is now, and how many edits of it."""
        opened = self._opened(request)
        return JSONResponse({"reading": opened.reading, "revision": opened.revision})

    def changes(self, request: Request, _: Json) -> Response:
        """All that differs from revision `since`, sums and checks done anew."""
        opened, since = self._opened(request), _count(request, "since")
        part = _part(opened.document, self._told.changed(opened, since))
        self._told.remember(opened)
        checked = {"tables": part["tables"], "findings": part["findings"], **_failing(opened)}
        return JSONResponse({**checked, **_edits(opened, since)})

    def picture(self, request: Request, _: Json) -> Response:
        """A page as JPEG."""
        opened = self._opened(request)
        data = self._desk.pictures.jpeg(opened.read, opened.folder, request.path_params["number"])
        return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})

    def edit(self, request: Request, given: Json) -> Response:
        """Store an edit; the tables that it and others' edits changed. Checks are left to `changes`, since
        they take a hundred times as long."""
        who = given.get("who")
        name = who.strip()[:80] if isinstance(who, str) else ""
        wish, revision = edit_of(given.get("edit")), given.get("revision")
        if type(revision) is not int:
            raise BadEdit("an edit says how many edits were seen")
        with self._one:
            before = self._opened(request)
            if given.get("reading", before.reading) != before.reading:
                raise EditConflict("the document was converted again")
            store_edit(before, wish, name or self._desk.reviewer, revision)
            after = self._opened(request)
        changed = [after.tables[key] for key in after.touched_since(revision) if key in after.tables]
        return JSONResponse({"tables": _part(after.read, changed)["tables"], **_edits(after, revision)})

    def sums(self, request: Request, given: Json) -> Response:
        """The sums of a cell if it held a text."""
        wish = edit_of({**given, "op": ops.TEXT})
        opened = self._opened(request)
        table = opened.tables.get(wish.table)
        if table is None:
            raise BadEdit(f"there is no table {wish.table!r}")
        cell = cell_over(table, wish.row, wish.col)
        found = opened.sums.around(table.id, cell, wish.now or "")
        return JSONResponse({"number": number_shown(wish.now or ""), "sums": [asdict(one) for one in found]})

    def export(self, request: Request, given: Json) -> Response:
        """Write formats into the result's folder; the names of the files there. CSV files are disarmed: who
        saves one from a page opens it in a spreadsheet."""
        formats = parse_formats(str(given.get("formats", "")))
        folder = self._opened(request).folder
        with self._one:
            re_export(folder, formats, CsvStyle(safe=True), self._desk.sources, self._desk.password)
        return JSONResponse({"files": [path.name for path in _files_of(folder)]})

    def file(self, request: Request, _: Json) -> Response:
        """One file of a result, to be kept and not to be shown."""
        folder = self._opened(request).folder
        for path in _files_of(folder):
            if path.name == request.path_params["name"]:
                headers = {"Content-Disposition": "attachment", "Content-Security-Policy": "sandbox"}
                return Response(path.read_bytes(), media_type="application/octet-stream", headers=headers)
        raise FileMissing("there is no such file", "Export it again.")

    def _opened(self, request: Request) -> Opened:
        with self._one:
            return self._desk.library.opened(request.path_params["key"])


def _parsed(request: Request, body: bytes) -> Json:
    """The body of a POST, an object. Raises BadEdit.

    It must say that it is JSON: a form of another site can't, without asking first.
    """
    if request.method != "POST":
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise BadEdit("the request is not JSON")
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadEdit("the request is not JSON") from error
    if not isinstance(given, dict):
        raise BadEdit("the request is no object")
    return given


def _count(request: Request, name: str) -> int:
    """A whole number in the address, 0 where there is none."""
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < DIGITS else 0


def _part(document: Document, tables: Iterable[Table]) -> Json:
    """The document as document.json has it, with these tables alone and no pages."""
    part: Json = json.loads(to_json(replace(document, pages=(), tables=tuple(tables))))
    return part


def _edits(opened: Opened, since: int) -> Json:
    """Which state a document is in, and the edits after the first `since` ones."""
    later = replace(opened.corrections, edits=opened.corrections.edits[since:])
    return {
        "reading": opened.reading,
        "revision": opened.revision,
        "edits": json.loads(corrections_json(later))["edits"],
        "holding": [edit.id for edit in opened.corrections.effective],
    }


def _failing(opened: Opened) -> Json:
    """The cells of sums that fail."""
    return {"failing": [asdict(spot) for spot in opened.sums.failing()]}


def _files_of(folder: Path) -> list[Path]:
    """The plain files of a result, hidden ones and links left aside."""
    paths = sorted(folder.iterdir())
    return [p for p in paths if p.is_file() and not p.is_symlink() and not p.name.startswith(".")]


async def _static(request: Request) -> Response:
    """A file of the page itself."""
    name = request.path_params["name"] or "index.html"
    known = {path.name: path for path in files("budgetgrid.review").joinpath("page").iterdir()}
    if name not in known:
        return Response("There is nothing here.", 404, media_type="text/plain")
    kind = TYPES[Path(name).suffix]
    return Response(known[name].read_bytes(), media_type=kind, headers={"Cache-Control": "no-cache"})
