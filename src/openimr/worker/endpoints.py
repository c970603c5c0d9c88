"""Health and numbers over HTTP: /healthz, /readyz and /metrics."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, str, bytes]
_TEXT = "text/plain; charset=utf-8"


def serve(
    host: str, port: int, *, is_alive: Callable[[], bool], is_ready: Callable[[], bool], numbers: Callable[[], bytes]
) -> ThreadingHTTPServer:
    """A server that answers in threads of its own until it is shut down; port 0 takes a free one."""
    answers: dict[str, Callable[[], Answer]] = {
        "/healthz": lambda: _answer(is_alive(), "alive", "stuck"),
        "/readyz": lambda: _answer(is_ready(), "ready", "the database does not answer"),
        "/metrics": lambda: (200, "text/plain; version=0.0.4; charset=utf-8", numbers()),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = answers.get(self.path, lambda: (404, _TEXT, b"not found\n"))()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Who asks for numbers is not worth a line."""

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="endpoints", daemon=True).start()
    return server


def _answer(is_good: bool, good: str, bad: str) -> Answer:
    return (200, _TEXT, f"{good}\n".encode()) if is_good else (503, _TEXT, f"{bad}\n".encode())
