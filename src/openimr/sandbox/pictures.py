"""Pages as pictures, drawn by a child process that can do nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from openimr.domain.pictures import Raster
from openimr.pipeline.documents.archives import is_archive, list_members, read_member
from openimr.pipeline.documents.pictures import MOST_PIXELS, draw_page
from openimr.sandbox.frames import BrokenFrameError, Frame, Unpacker, pack, send
from openimr.sandbox.limits import Limits
from openimr.sandbox.lockdown import allow_seconds, keep_only, limit_use, shut

_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from openimr.sandbox.pictures import serve; serve(json.loads(sys.argv[2]))"
)
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """Which pages of which file: `member` is its name within the archive `name`, "" for the file itself."""

    name: str
    member: str
    sha256: str
    numbers: tuple[int, ...]
    dots_per_inch: float


def draw_pages(file: int, request: Request, limits: Limits) -> Iterator[tuple[int, Raster | None]]:
    """Each page with its picture, None where it has no layout or could not be drawn; *file* is the open file.

    Nothing is given for pages that the child did not come to: a broken file costs its own pictures.
    """
    arguments = {"request": asdict(request), "limits": asdict(limits), "parent": os.getpid()}
    command = [sys.executable, "-c", _PROGRAM, json.dumps(sys.path), json.dumps(arguments)]
    with subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        try:
            for frame in _frames(child.stdout.fileno(), limits):
                yield frame.values["number"], _raster(frame)
        except (BrokenFrameError, KeyError):
            return
        finally:
            child.kill()


def _frames(pipe: int, limits: Limits) -> Iterator[Frame]:
    """What the child says, until it ends or is silent for longer than a page may take."""
    unpacker = Unpacker(MOST_PIXELS * 4)
    patience = limits.page_seconds * limits.patience
    deadline = time.monotonic() + patience
    while select.select([pipe], [], [], max(deadline - time.monotonic(), 0))[0]:
        piece = os.read(pipe, _PIECE)
        if not piece:
            return
        for frame in unpacker.feed(piece):
            deadline = time.monotonic() + patience
            yield frame


def _raster(frame: Frame) -> Raster | None:
    """The picture that a message holds; raises `BrokenFrameError` where any of it cannot be true."""
    values = frame.values
    if frame.kind != "picture":
        return None
    width, height, size = values.get("width"), values.get("height"), values.get("size")
    if not isinstance(width, int) or not isinstance(height, int) or width < 1 or len(frame.body) != width * height * 3:
        raise BrokenFrameError
    if not isinstance(size, list) or len(size) != 2 or not all(isinstance(side, float | int) for side in size):
        raise BrokenFrameError
    return Raster(width, height, frame.body, (float(size[0]), float(size[1])))


def serve(arguments: dict[str, Any]) -> None:
    """Be the child: lock this process down, draw the pages asked for, end."""
    request, limits = Request(**arguments["request"]), Limits(**arguments["limits"])
    _load_libraries()
    file, answers = os.dup(0), os.dup(1)
    size = os.fstat(file).st_size
    keep_only((file, answers), arguments["parent"])
    limit_use(limits, size)
    shut()
    allow_seconds(limits.page_seconds)
    content = _content(file, request, limits)
    for number in request.numbers:
        allow_seconds(limits.page_seconds)
        raster = draw_page(content, number, request.dots_per_inch) if content is not None else None
        send(answers, _message(number, raster))
    os._exit(0)


def _load_libraries() -> None:
    """Load what draws before the door is shut."""
    import pypdfium2

    assert pypdfium2
    try:
        from PIL import Image, ImageOps
    except ImportError:  # scans cannot have been read without it
        return
    assert ImageOps
    Image.init()


def _message(number: int, raster: Raster | None) -> bytes:
    if raster is None:
        return pack("none", {"number": number})
    values = {"number": number, "width": raster.width, "height": raster.height, "size": raster.size}
    return pack("picture", values, raster.pixels)


def _content(file: int, request: Request, limits: Limits) -> bytes | None:
    """The bytes of the file asked for, None if they are not those that were read before."""
    pieces = []
    at = 0
    while piece := os.pread(file, 64 << 20, at):
        pieces.append(piece)
        at += len(piece)
    content = _member(request.name, b"".join(pieces), request.member, limits)
    return content if content and hashlib.sha256(content).hexdigest() == request.sha256 else None


def _member(name: str, content: bytes, member: str, limits: Limits, depth: int = 0) -> bytes | None:
    if not member:
        return content
    if depth > limits.depth or not is_archive(name, content):
        return None
    most = {"most": limits.members, "most_bytes": limits.archive_bytes, "most_member": limits.member_bytes}
    for each in list_members(name, content, **most).members:
        if member == each.name or member.startswith(f"{each.name}/"):
            inner = read_member(content, each.place, limits.member_bytes)
            rest = member[len(each.name) + 1 :]
            return _member(each.name, inner, rest, limits, depth + 1) if inner is not None else None
    return None


def split_name(name: str, roots: Sequence[str]) -> tuple[str, str] | None:
    """The file of the folder that *name* is or lies in, and its name within that; None if it is in none."""
    for root in roots:
        if name == root:
            return root, ""
        if name.startswith(f"{root}/"):
            return root, name[len(root) + 1 :]
    return None
