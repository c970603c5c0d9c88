"""Files made to do harm, each by a small builder: name, bytes, and the problems that may be told of it.

A kind with an empty set of codes is harmless once contained: nothing needs to be told.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_CASE = Path(__file__).parents[1] / "examples" / "cases" / "lumbar-epidural"
SECRET = "SECRETWORD"
"""Hidden words hold it: it may stand nowhere in what is read."""

SEEN = b"BT /F1 12 Tf 72 700 Td (Visible words of a page) Tj ET\n"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One kind of hostile file; `codes` are those of which at least one must be told."""

    build: Callable[[], bytes]
    codes: frozenset[str]


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, table)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page_pdf(
    drawn: bytes, *, catalogue: bytes = b"", page: bytes = b"", box: bytes = b"0 0 612 792", more: Sequence[bytes] = (),
    resources: bytes = b"",
) -> bytes:  # fmt: skip
    """A PDF of one page that draws *drawn*; *more* objects are numbered from 6."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>%s>>"
            % (box, resources, page),
            stream(drawn),
            FONT,
            *more,
        ]
    )


def hidden(drawn: bytes) -> bytes:
    """A page with visible words, and then what *drawn* adds."""
    return page_pdf(SEEN + drawn)


def truncated_pdf() -> bytes:
    content = (_CASE / "01_application.pdf").read_bytes()
    return content[: len(content) // 3]


def deep_pdf() -> bytes:
    return page_pdf(SEEN, catalogue=b"/X " + b"[" * 100_000 + b"]" * 100_000)


def flate_bomb_pdf() -> bytes:
    """A hundred megabytes of zeros, packed twice."""
    packer = zlib.compressobj(9)
    once = b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(100)), packer.flush()])
    twice = zlib.compress(once, 9)
    drawn = stream(twice, b"/Filter[/FlateDecode/FlateDecode]")
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<>>>>",
            drawn,
        ]
    )


def picture_pdf(content: bytes, entries: bytes) -> bytes:
    """A page that is one picture."""
    picture = stream(content, b"/Type/XObject/Subtype/Image" + entries)
    return page_pdf(b"612 0 0 792 0 0 cm /I Do", resources=b"/XObject<</I 6 0 R>>", more=[picture])


def picture_bomb_pdf() -> bytes:
    packed = zlib.compress(bytes(1 << 20), 9)
    size = b"/Width 50000/Height 50000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    return picture_pdf(packed, size)


def garbage_picture_pdf(filter_name: bytes) -> bytes:
    size = b"/Width 2000/Height 2000/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/" + filter_name
    return picture_pdf(bytes(range(256)) * 40, size)


def encrypted_pdf() -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    writer.encrypt("x", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def script_pdf() -> bytes:
    return page_pdf(SEEN, catalogue=b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1/'\\))>>")


def escaped_script_pdf() -> bytes:
    return page_pdf(SEEN, catalogue=b"/OpenAction<</S/J#61vaScript/J#53(app.alert\\(1\\))>>")


def packed_script_pdf() -> bytes:
    """The action stands in a stream of objects, where a look at the bytes alone does not find it."""
    inner = b"7 0 <</S/JavaScript/JS(app.alert\\(1\\))>>"
    objects = stream(zlib.compress(inner), b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    return page_pdf(SEEN, more=[objects])


def launch_pdf() -> bytes:
    return page_pdf(SEEN, catalogue=b"/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c calc)>>>>")


def attachment_pdf() -> bytes:
    program = stream(b"MZ\x90\x00" + bytes(200), b"/Type/EmbeddedFile")
    named = b"<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>"
    names = b"/Names<</EmbeddedFiles<</Names[(a.exe) 7 0 R]>>>>"
    return page_pdf(SEEN, catalogue=names, more=[program, named])


def bad_font_pdf() -> bytes:
    """A font whose table of letters gives nonsense, and ranges without end."""
    table = b"beginbfrange\n<0000> <FFFFFFFF> <D800>\n<00> <FF> <0000>\nendbfrange\n" * 500
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    whole = page_pdf(SEEN, more=[stream(table)])
    return whole.replace(FONT, font)


def endless_form_pdf() -> bytes:
    """A drawing that draws itself."""
    form = stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    return page_pdf(b"/X Do " + SEEN, resources=b"/XObject<</X 6 0 R>>", more=[form])


def looping_table_pdf() -> bytes:
    whole = page_pdf(SEEN)
    place = whole[whole.rindex(b"startxref") + 10 :].split(b"\n")[0]
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev " + place)


def looping_pages_pdf() -> bytes:
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 4/Parent 2 0 R>>"])


def million_pages_pdf() -> bytes:
    return page_pdf(SEEN).replace(b"/Count 1", b"/Count 1000000")


def polyglot() -> bytes:
    """Both a PDF and an archive."""
    made = io.BytesIO(page_pdf(SEEN))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("../escape.txt", SECRET)
    return made.getvalue()


def archive_of(members: Sequence[tuple[str | zipfile.ZipInfo, bytes | str]]) -> bytes:
    """An archive of these members in this order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def nested_zip(depth: int) -> bytes:
    content = archive_of([("inner.txt", "words in the middle")])
    for _ in range(depth):
        content = archive_of([("inner.zip", content)])
    return content


def bomb_zip() -> bytes:
    """Archives in archives, each with megabytes of zeros: the old mail-server trap."""
    leaf = archive_of([("zeros.txt", bytes(8 << 20))])
    return archive_of([(f"lib{number}.zip", archive_of([("a.zip", leaf)])) for number in range(4)])


def link_zip() -> bytes:
    link = zipfile.ZipInfo("passwd.txt")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    return archive_of([(link, "/etc/passwd")])


def encrypted_zip() -> bytes:
    content = bytearray(archive_of([("locked.txt", "words")]))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def understated_zip(claimed: int) -> bytes:
    """A member of a megabyte that says it has *claimed* bytes."""
    content = bytearray(archive_of([("swells.txt", b"a" * 1_000_000)]))
    content[22:26] = struct.pack("<I", claimed)
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", claimed)
    return bytes(content)


def crowded_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"{number}.txt", "x")
    return made.getvalue()


def twins_zip() -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return archive_of([("a.txt", "first words"), ("a.txt", f"other {SECRET} words")])


def unchanged(name: str, content: bytes) -> bytes:
    """The part as it is."""
    return content


def docx(edit: Callable[[str, bytes], bytes] = unchanged, more: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """A Word file, each part passed through *edit*, with *more* parts."""
    with zipfile.ZipFile(_CASE / "03_utilization_review.docx") as source:
        parts = [(part, edit(part, source.read(part))) for part in source.namelist()]
    return archive_of([*parts, *more])


def entities_docx(declared: bytes) -> bytes:
    def edit(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        head, root = content.split(b"?>", 1)
        words = root.replace(b"<w:t>", b"<w:t>&lol9;", 1)
        return head + b"?><!DOCTYPE x [" + declared + b"]>" + words

    return docx(edit)


def laughing_docx() -> bytes:
    lines = [b'<!ENTITY lol0 "lol">']
    lines += [b'<!ENTITY lol%d "%s">' % (number, b"&lol%d;" % (number - 1) * 10) for number in range(1, 10)]
    return entities_docx(b"".join(lines))


def peeking_docx() -> bytes:
    return entities_docx(b'<!ENTITY lol9 SYSTEM "file:///etc/passwd">')


def linked_docx() -> bytes:
    """A template to be loaded from elsewhere when the file is opened."""

    def edit(name: str, content: bytes) -> bytes:
        if name != "word/_rels/document.xml.rels":
            return content
        kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
        link = b'<Relationship Id="rId99" Type="%s" Target="http://127.0.0.1/t.dotm" TargetMode="External"/>' % kind
        return content.replace(b"</Relationships>", link + b"</Relationships>")

    return docx(edit)


def run_docx(properties: bytes) -> bytes:
    """A Word file with a run of these properties before its first run."""

    def edit(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        run = b"<w:r><w:rPr>%s</w:rPr><w:t>%s</w:t></w:r>" % (properties, SECRET.encode())
        place = content.index(b"<w:r>")
        return content[:place] + run + content[place:]

    return docx(edit)


def field_docx() -> bytes:
    def edit(name: str, content: bytes) -> bytes:
        field = b'<w:r><w:instrText xml:space="preserve"> DDEAUTO c:\\\\cmd.exe "/k calc" </w:instrText></w:r>'
        if name != "word/document.xml":
            return content
        place = content.index(b"<w:r>")
        return content[:place] + field + content[place:]

    return docx(edit)


def deep_docx() -> bytes:
    def edit(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        return content.replace(b"<w:body>", b"<w:body>" + b"<w:sdt>" * 50_000 + b"</w:sdt>" * 50_000, 1)

    return docx(edit)


def swollen_docx() -> bytes:
    return docx(more=(("word/media/picture.xml", b" " * 60_000_000),))


def bomb_png() -> bytes:
    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(5 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def many_pages_tiff(pages: int) -> bytes:
    """Directories one after the other, each a page of one point."""
    out = bytearray(b"II*\x00\x08\x00\x00\x00")
    tags = [(256, 4, 1), (257, 4, 1), (258, 3, 1), (259, 3, 1), (262, 3, 1), (273, 4, 8), (278, 4, 1), (279, 4, 1)]
    for number in range(pages):
        out += struct.pack("<H", len(tags))
        out += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
        following = len(out) + 4
        out += struct.pack("<I", following if number + 1 < pages else 0)
    return bytes(out)


def looping_tiff() -> bytes:
    content = bytearray(many_pages_tiff(2))
    content[-4:] = struct.pack("<I", 8)
    return bytes(content)


DAMAGED = frozenset({"damaged", "no_text", "needs_ocr", "unreadable_scan"})
LOST = DAMAGED | {"crashed", "took_too_long", "took_too_much_memory", "too_large", "too_many_pages", "wrong_type"}
HIDDEN, ACTIVE, NOTHING = frozenset({"hidden_text"}), frozenset({"active_content"}), frozenset[str]()
WHITE = b"BT 1 1 1 rg /F1 12 Tf 72 600 Td (SECRETWORD white) Tj ET"

KINDS: dict[str, Hostile] = {
    "truncated.pdf": Hostile(truncated_pdf, LOST),
    "looping_table.pdf": Hostile(looping_table_pdf, NOTHING),
    "looping_pages.pdf": Hostile(looping_pages_pdf, LOST),
    "deep.pdf": Hostile(deep_pdf, NOTHING),
    "million_pages.pdf": Hostile(million_pages_pdf, LOST),
    "giant_page.pdf": Hostile(lambda: page_pdf(SEEN, box=b"0 0 1000000000 1000000000"), NOTHING),
    "flate_bomb.pdf": Hostile(flate_bomb_pdf, NOTHING),
    "picture_bomb.pdf": Hostile(picture_bomb_pdf, LOST),
    "jbig2.pdf": Hostile(lambda: garbage_picture_pdf(b"JBIG2Decode"), LOST),
    "jpx.pdf": Hostile(lambda: garbage_picture_pdf(b"JPXDecode"), LOST),
    "encrypted.pdf": Hostile(encrypted_pdf, frozenset({"encrypted"})),
    "script.pdf": Hostile(script_pdf, ACTIVE),
    "escaped_script.pdf": Hostile(escaped_script_pdf, ACTIVE),
    "packed_script.pdf": Hostile(packed_script_pdf, ACTIVE),
    "launch.pdf": Hostile(launch_pdf, ACTIVE),
    "attachment.pdf": Hostile(attachment_pdf, ACTIVE),
    "white.pdf": Hostile(lambda: hidden(WHITE), HIDDEN),
    "invisible.pdf": Hostile(lambda: hidden(b"BT 3 Tr /F1 12 Tf 72 600 Td (SECRETWORD) Tj ET"), HIDDEN),
    "tiny.pdf": Hostile(lambda: hidden(b"BT /F1 1 Tf 72 600 Td (SECRETWORD) Tj ET"), HIDDEN),
    "shrunk.pdf": Hostile(lambda: hidden(b"BT /F1 12 Tf .1 0 0 .1 72 600 Tm (SECRETWORD) Tj ET"), HIDDEN),
    "off_page.pdf": Hostile(lambda: hidden(b"BT /F1 12 Tf 72 -600 Td (SECRETWORD) Tj ET"), HIDDEN),
    "white_on_white_box.pdf": Hostile(lambda: hidden(b"1 1 1 rg 60 590 300 40 re f " + WHITE), HIDDEN),
    "bad_font.pdf": Hostile(bad_font_pdf, NOTHING),
    "endless_form.pdf": Hostile(endless_form_pdf, NOTHING),
    "polyglot.pdf": Hostile(polyglot, NOTHING),
    "polyglot.zip": Hostile(polyglot, frozenset({"wrong_type"})),
    "noise.pdf": Hostile(lambda: b"%PDF-1.7\n" + bytes(range(256)) * 500, LOST),
    "bomb.png": Hostile(bomb_png, LOST),
    "many_pages.tif": Hostile(lambda: many_pages_tiff(100_000), LOST),
    "looping.tif": Hostile(looping_tiff, LOST),
    "noise.jpg": Hostile(lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 50, LOST),
    "bomb.zip": Hostile(bomb_zip, frozenset({"no_text", "too_large", "damaged", "wrong_type"})),
    "climbing.zip": Hostile(lambda: archive_of([("../../escape.txt", SECRET)]), frozenset({"unsafe_name"})),
    "absolute.zip": Hostile(lambda: archive_of([("/tmp/escape.txt", SECRET)]), frozenset({"unsafe_name"})),
    "windows.zip": Hostile(lambda: archive_of([("C:\\escape.txt", SECRET)]), frozenset({"unsafe_name"})),
    "link.zip": Hostile(link_zip, frozenset({"outside_link"})),
    "twins.zip": Hostile(twins_zip, frozenset({"duplicate_name"})),
    "locked.zip": Hostile(encrypted_zip, frozenset({"encrypted"})),
    "understated.zip": Hostile(lambda: understated_zip(10), frozenset({"damaged"})),
    "overstated.zip": Hostile(lambda: understated_zip(4_000_000_000), frozenset({"too_large"})),
    "crowded.zip": Hostile(crowded_zip, frozenset({"too_many_files"})),
    "too_deep.zip": Hostile(lambda: nested_zip(6), frozenset({"too_deep"})),
    "cut.zip": Hostile(lambda: nested_zip(2)[:-30], frozenset({"damaged"})),
    "laughing.docx": Hostile(laughing_docx, ACTIVE | LOST),
    "peeking.docx": Hostile(peeking_docx, ACTIVE | LOST),
    "linked.docx": Hostile(linked_docx, ACTIVE),
    "macros.docx": Hostile(lambda: docx(more=(("word/vbaProject.bin", b"x"),)), ACTIVE),
    "embedded.docx": Hostile(lambda: docx(more=(("word/embeddings/oleObject1.bin", b"x"),)), ACTIVE),
    "field.docx": Hostile(field_docx, ACTIVE),
    "hidden.docx": Hostile(lambda: run_docx(b"<w:vanish/>"), HIDDEN),
    "white.docx": Hostile(lambda: run_docx(b'<w:color w:val="FFFFFF"/>'), HIDDEN),
    "tiny.docx": Hostile(lambda: run_docx(b'<w:sz w:val="1"/>'), HIDDEN),
    "deep.docx": Hostile(deep_docx, LOST),
    "swollen.docx": Hostile(swollen_docx, frozenset({"too_large"})),
    "program.pdf": Hostile(lambda: b"MZ\x90\x00" + bytes(range(256)) * 9, LOST),
    "page.txt": Hostile(lambda: pdf([b"<</Type/Catalog>>"]), LOST),
    "one_line.txt": Hostile(lambda: b"pain no pain and 1/10, L4-L5 " * 340_000, LOST),
    "controls.txt": Hostile(lambda: b"words \x1b[2J\x1b]0;owned\x07 \x08\x08 more words", NOTHING),
    "unseen_letters.txt": Hostile(lambda: "no\u200b pain \u202edesrever\u202c \u2066x\u2069".encode(), NOTHING),
    "nul.txt": Hostile(lambda: b"words\x00more words", LOST),
    "empty.pdf": Hostile(lambda: b"", frozenset({"empty_file"})),
}
