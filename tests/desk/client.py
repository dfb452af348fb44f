"""A browser without a screen: asks the application in this process, keeps its cookies, sends forms as browsers do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

BOUNDARY = "----pembatas"


@dataclass
class Answer:
    """What came back."""

    status: int
    heads: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def head(self, name: str) -> str:
        return next((value for key, value in self.heads if key == name), "")

    @property
    def title(self) -> str:
        found = re.search("<h1>(.*?)</h1>", self.text)
        return unescape(found[1]) if found else ""


@dataclass
class Client:
    """One browser.

    Attributes:
        app: the application.
        address: from which it asks.
        cookies: that it keeps.
    """

    app: Any
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, heads: Mapping[str, str] | None = None) -> Answer:
        return self.ask("GET", path, heads=heads)

    def post(self, path: str, page: str | None = None, **fields: Any) -> Answer:
        """Sends a form with the proof of the page it stands on; `page=""` sends it without."""
        if page != "":
            fields["bukti"] = self.proof(page or path)
        body = urlencode(fields, doseq=True).encode()
        return self.ask("POST", path, [body], {"content-type": "application/x-www-form-urlencoded"})

    def proof(self, page: str) -> str:
        """The proof in the first form of a page."""
        found = re.search('name="bukti" value="([0-9a-f]+)"', self.get(page).text)
        assert found, page
        return found[1]

    def upload(self, path: str, files: Mapping[str, bytes], *, whole: bool = True, proof: str | None = None) -> Answer:
        """Sends files as a browser does; not `whole` goes away in their midst."""
        pieces = list(multipart(self.proof(path) if proof is None else proof, files))
        if not whole:
            pieces = [*pieces[:-2], pieces[-2][: len(pieces[-2]) // 2]]
        heads = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.ask("POST", path, pieces, heads, whole=whole)

    def login(self, name: str, password: str) -> Answer:
        return self.post("/masuk", nama=name, sandi=password)

    def ask(
        self,
        method: str,
        path: str,
        pieces: Iterable[bytes] = (),
        heads: Mapping[str, str] | None = None,
        *,
        whole: bool = True,
    ) -> Answer:
        """One request; not `whole` is gone before the body is over."""
        sent: list[dict[str, Any]] = []
        waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        waiting.append(
            {"type": "http.request", "body": b"", "more_body": False} if whole else {"type": "http.disconnect"}
        )

        async def receive() -> dict[str, Any]:
            if not waiting:
                await asyncio.Event().wait()  # a browser that listens to the answer
            return waiting.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        plain, _, query = path.partition("?")
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        all_heads = {"host": "127.0.0.1:3000", **({"cookie": cookie} if cookie else {}), **(heads or {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": plain,
            "raw_path": quote(plain).encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in all_heads.items()],
            "client": (self.address, 50000),
            "server": ("127.0.0.1", 3000),
        }
        asyncio.run(self.app(scope, receive, send))
        start = next((message for message in sent if message["type"] == "http.response.start"), None)
        if start is None:
            return Answer(0, [], b"")
        got = [(name.decode(), value.decode()) for name, value in start["headers"]]
        for name, value in got:
            if name == "set-cookie":
                key, _, text = value.partition(";")[0].partition("=")
                self.cookies[key] = text.strip('"')
        body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
        return Answer(start["status"], got, body)


def multipart(proof: str, files: Mapping[str, bytes]) -> Iterable[bytes]:
    """The body of a form with files, in pieces: the proof, each file's head, its content, the end."""
    yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="bukti"\r\n\r\n{proof}'.encode()
    for name, content in files.items():
        quoted = name.replace('"', "%22")
        yield (
            f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="berkas"; filename="{quoted}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        yield content
    yield f"\r\n--{BOUNDARY}--\r\n".encode()
