"""As much of S3 as s3fs asks for, in memory: buckets, objects whole and in part, listings, deletions.

Servers that are libraries (moto) want a botocore that s3fs does not allow, and pip finds no way out.
"""

from __future__ import annotations

import hashlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
CHANGED = "Sat, 01 Jan 2022 00:00:00 GMT"


class S3Server(ThreadingHTTPServer):
    """Listens at a free port of this machine as soon as it is made."""

    daemon_threads = True

    def __init__(self) -> None:
        self.buckets: dict[str, dict[str, bytes]] = {}
        super().__init__(("127.0.0.1", 0), _Answering)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: S3Server

    def do_GET(self) -> None:
        bucket, key, query = self._asked()
        if bucket not in self.server.buckets:
            self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        elif not key:
            self._answer(200, _listing(self.server.buckets[bucket], query).encode())
        elif key not in self.server.buckets[bucket]:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._send_object(self.server.buckets[bucket][key])

    do_HEAD = do_GET

    def do_PUT(self) -> None:
        bucket, key, _ = self._asked()
        body = self._body()
        if not key:
            self.server.buckets.setdefault(bucket, {})
        elif bucket not in self.server.buckets:
            self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
            return
        else:
            self.server.buckets[bucket][key] = body
        self._answer(200, headers={"ETag": _tag(body)})

    def do_DELETE(self) -> None:
        bucket, key, _ = self._asked()
        self.server.buckets[bucket].pop(key, None)
        self._answer(204)

    def do_POST(self) -> None:
        """Deletion of several objects; the only thing that is posted here."""
        bucket, _, _ = self._asked()
        for key in ElementTree.fromstring(self._body()).iter(f"{{{NAMESPACE}}}Key"):
            self.server.buckets[bucket].pop(key.text or "", None)
        self._answer(200, f'<DeleteResult xmlns="{NAMESPACE}"/>'.encode())

    def _asked(self) -> tuple[str, str, dict[str, str]]:
        """Bucket, key and query; a key may hold whatever a file name may."""
        parts = urlsplit(self.path)
        bucket, _, key = parts.path.lstrip("/").partition("/")
        query = parse_qs(parts.query, keep_blank_values=True)
        return bucket, unquote(key), {name: values[0] for name, values in query.items()}

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send_object(self, body: bytes) -> None:
        headers = {"ETag": _tag(body), "Last-Modified": CHANGED, "Accept-Ranges": "bytes"}
        wanted = self.headers.get("Range")
        if wanted is None:
            self._answer(200, body, headers)
            return
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        part = body[int(first) : int(last) + 1 if last else None]
        headers["Content-Range"] = f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"
        self._answer(206, part, headers)

    def _answer(self, code: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _listing(objects: dict[str, bytes], query: dict[str, str]) -> str:
    """The objects below a prefix, and the folders where a delimiter is given."""
    prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
    folders: set[str] = set()
    lines = []
    for key, body in sorted(objects.items()):
        if not key.startswith(prefix):
            continue
        head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
        if found:
            folders.add(prefix + head + delimiter)
        else:
            lines.append(
                f"<Contents><Key>{_named(key)}</Key><Size>{len(body)}</Size><ETag>{escape(_tag(body))}</ETag>"
                "<LastModified>2022-01-01T00:00:00Z</LastModified></Contents>"
            )
    lines += [f"<CommonPrefixes><Prefix>{_named(name)}</Prefix></CommonPrefixes>" for name in sorted(folders)]
    head = "<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
    return f'<ListBucketResult xmlns="{NAMESPACE}">{head}{"".join(lines)}</ListBucketResult>'


def _named(key: str) -> str:
    return quote(key, safe="/")


def _tag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
