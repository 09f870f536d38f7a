"""The review server: what the page asks for, as JSON, pictures and files."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
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
from budgetgrid.serialise import to_json
from budgetgrid.table_edits import cell_over

TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LISTED = 200
"""Documents in one answer; the page asks for more."""

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
        """Open the first document and draw a page of it: libraries that take half a second to load are then
        there before somebody waits for a page."""
        with suppress(BudgetgridError):
            opened = self.library.opened(self.library.keys[0])
            for page in opened.read.pages[:1]:
                self.pictures.jpeg(opened.read, opened.folder, page.number)


def make_application(desk: Desk, token: str, port: int) -> ASGIApp:
    """The server, guarded by the token for the host 127.0.0.1 at that port."""
    answers = _Answers(desk)
    document = "/api/documents/{key}"
    routes = [
        Route("/api/documents", answers.route(answers.documents)),
        Route(document, answers.route(answers.document)),
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
    """One method a question. Works on documents one question at a time, in threads: reading and drawing take
    some tens of milliseconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
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
        given = request.query_params.get("offset", "0")
        offset = int(given) if given.isdecimal() else 0
        with self._one:
            if offset == 0:
                self._desk.library.look_again()
            keys = self._desk.library.keys
            shown = [asdict(self._desk.library.summary(key)) for key in keys[offset : offset + LISTED]]
        return JSONResponse({"documents": shown, "total": len(keys), "reviewer": self._desk.reviewer})

    def document(self, request: Request, _: Json) -> Response:
        """A document, corrected, with its edits."""
        opened = self._opened(request)
        text = to_json(opened.document)
        name = self._desk.library.name(request.path_params["key"])
        more = json.dumps(
            {**_state(opened), "name": name, "bands": {"look": LOOK_BELOW, "doubt": DOUBT_BELOW}}
        )
        return Response(f'{{"document": {text}, {more[1:]}', media_type="application/json")

    def changes(self, request: Request, _: Json) -> Response:
        """Whether somebody made edits since `revision`: how many there are now."""
        return JSONResponse({"revision": self._opened(request).revision})

    def picture(self, request: Request, _: Json) -> Response:
        """A page as JPEG."""
        opened = self._opened(request)
        data = self._desk.pictures.jpeg(opened.read, opened.folder, request.path_params["number"])
        return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})

    def edit(self, request: Request, given: Json) -> Response:
        """Store an edit; what it changed."""
        who = given.get("who")
        name = who.strip()[:80] if isinstance(who, str) else ""
        wish, revision = edit_of(given.get("edit")), given.get("revision")
        if type(revision) is not int:
            raise BadEdit("an edit says how many edits were seen")
        with self._one:
            before = self._opened(request)
            store_edit(before, wish, name or self._desk.reviewer, revision)
            after = self._opened(request)
        changed = tuple(t for t in after.document.tables if before.tables.get(t.id) != t)
        document = json.loads(to_json(replace(after.document, pages=(), tables=changed)))
        told = {"tables": document["tables"], "findings": document["findings"]}
        return JSONResponse({**told, **_state(after)})

    def sums(self, request: Request, given: Json) -> Response:
        """The sums of a cell if it held a text."""
        wish = edit_of({**given, "op": ops.TEXT})
        opened = self._opened(request)
        table = opened.tables.get(wish.table)
        if table is None:
            raise BadEdit(f"there is no table {wish.table!r}")
        cell = cell_over(table, wish.row, wish.col)
        with self._one:
            found = opened.sums.around(table.id, cell, wish.now or "")
        return JSONResponse({"number": number_shown(wish.now or ""), "sums": [asdict(one) for one in found]})

    def export(self, request: Request, given: Json) -> Response:
        """Write formats into the result's folder; the names of the files there."""
        formats = parse_formats(str(given.get("formats", "")))
        folder = self._opened(request).folder
        with self._one:
            re_export(folder, formats, CsvStyle(), self._desk.sources, self._desk.password)
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


def _state(opened: Opened) -> Json:
    """What an answer about a document says beside its content."""
    edits = json.loads(corrections_json(opened.corrections))["edits"]
    holding = [edit.id for edit in opened.corrections.effective]
    failing = [asdict(spot) for spot in opened.sums.failing()]
    return {"revision": opened.revision, "edits": edits, "holding": holding, "failing": failing}


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
