"""A PDF of typed lines, written fast: one font, one text object a line."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

_LEADING, _TOP, _LEFT, _SIZE = 12.2, 752, 46, 9.5


def write_pdf(pages: Iterable[Sequence[str]]) -> bytes:
    """The bytes of a PDF with one page for each list of lines."""
    objects: list[bytes] = [b"", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    kids: list[int] = []
    for lines in pages:
        content = zlib.compress(_content(lines), 1)
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n" % len(content) + content + b"\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % len(objects)
        )
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Count %d/Kids[" % len(kids) + b" ".join(b"%d 0 R" % kid for kid in kids) + b"]>>"
    return _file(objects)


def _content(lines: Sequence[str]) -> bytes:
    parts = [b"BT /F1 %.1f Tf" % _SIZE]
    y = float(_TOP)
    for line in lines:
        written = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252", "replace")
        if line.strip():
            parts.append(b"1 0 0 1 %d %.1f Tm (%s) Tj" % (_LEFT, y, written))
        y -= _LEADING
    return b"\n".join([*parts, b"ET"])


def _file(objects: Sequence[bytes]) -> bytes:
    parts = [b"%PDF-1.4\n"]
    size, places = len(parts[0]), []
    for number, content in enumerate(objects, start=1):
        part = b"%d 0 obj\n" % number + content + b"\nendobj\n"
        places.append(size)
        parts.append(part)
        size += len(part)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    parts += [b"%010d 00000 n \n" % place for place in places]
    parts.append(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, size))
    return b"".join(parts)
