"""A real browser for tests: chromium without a window, told what to do through its debugging pipe."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe")
_START = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
"""The browser listens on file 3 and answers on file 4."""


class Browser:
    """One tab. `told` has every message of the console and every error, `asked` every address that was fetched."""

    def __init__(self, asks: int, answers: int) -> None:
        self._asks, self._answers = asks, answers
        self._kept = b""
        self._number = 0
        self._tab = ""
        self.told: list[str] = []
        self.asked: list[str] = []

    def attach(self) -> None:
        """Open the tab and listen to it."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._tab = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")

    def open(self, path: Path, *, width: int = 1280, height: int = 900, fragment: str = "") -> None:
        """Show the file in a window of that size and wait until it is there."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.told.clear()
        self.asked.clear()
        self._call("Page.navigate", url=path.resolve().as_uri() + fragment)
        self.value("new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))")
        self.value("new Promise(done => setTimeout(done, 50))")

    def value(self, script: str) -> Any:
        """What the script gives in the page."""
        result = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def picture(self, path: Path) -> None:
        """Save what is shown as a PNG file."""
        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"]))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._tab:
            message["sessionId"] = self._tab
        os.write(self._asks, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._hear()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._kept:
            piece = os.read(self._answers, 1 << 16)
            assert piece, "the browser has ended"
            self._kept += piece
        message, self._kept = self._kept.split(b"\0", 1)
        answer: dict[str, Any] = json.loads(message)
        return answer

    def _note(self, event: dict[str, Any]) -> None:
        method, values = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.asked.append(values["request"]["url"])
        elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            self.told.append(json.dumps(values))


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser that keeps what it writes in *profile*, ended with the block."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, f"no browser found: install one of {', '.join(NAMES)} (make test does)"
    heard, asks = os.pipe()
    answers, answered = os.pipe()
    passed = [fcntl.fcntl(pipe, fcntl.F_DUPFD, 10) for pipe in (heard, answered)]
    os.close(heard)
    os.close(answered)
    command = [sys.executable, "-c", _START, *map(str, passed), program, *_OPTIONS, f"--user-data-dir={profile}"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, pass_fds=passed, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        for pipe in passed:
            os.close(pipe)
        try:
            shown = Browser(asks, answers)
            shown.attach()
            yield shown
        finally:
            os.close(asks)
            os.close(answers)
            process.kill()
