"""Places on 127.0.0.1 where messages arrive: a webhook and a mail server."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class Sink:
    """What arrived, and whether the next is taken."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.takes = True
        self.address = ""


@contextmanager
def webhook() -> Iterator[Sink]:
    """Takes JSON as Apprise's `json://` sends it."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if sink.takes:
                sink.arrived.append((said["title"], said["message"]))
            self.send_response(200 if sink.takes else 500)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with _served(HTTPServer(("127.0.0.1", 0), Handler)) as port:
        sink.address = f"json://kantor:sandi-rahasia@127.0.0.1:{port}/kabar"
        yield sink


@contextmanager
def mail() -> Iterator[Sink]:
    """Takes mail as RFC 5321 says, without encryption."""
    sink = Sink()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line.split(maxsplit=1)[0].upper() if line.strip() else b""
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    body = b"".join(iter(self.rfile.readline, b".\r\n"))
                    letter = message_from_bytes(body, policy=policy.default)
                    part = letter.get_body(("plain",))
                    assert part is not None
                    sink.arrived.append((str(letter["Subject"]), part.get_content()))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        sink.address = f"mailto://127.0.0.1:{port}/?mode=insecure&from=triwulan@kantor.go.id&to=kepala@kantor.go.id"
        yield sink


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[misc]
    finally:
        server.shutdown()
        server.server_close()
