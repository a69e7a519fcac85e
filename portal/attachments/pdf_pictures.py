"""Pictures inside a PDF: a photograph can carry the place where it was taken, and more behind its end."""

import base64
import re
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf

from portal.attachments.jpeg import strip_segments

_MOST = 256 * 1024 * 1024
_DRAWN_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_CODESTREAM = b"\xff\x4f\xff\x51"
_COMMENT, _START_OF_TILE = 0x64, 0x90


def clean_stream(stream: pikepdf.Stream) -> None:
    """Strip the picture in a stream, if it is one; a picture that cannot be read goes, other streams stay."""
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    strip = _STRIPPED.get(names[-1])
    if strip is None:
        return
    data = _unwrapped(stream.read_raw_bytes(), names[:-1])
    stripped = strip(data) if data is not None else None
    if stripped is None:
        stream.write(b"")
        return
    settings = stream.get("/DecodeParms")
    if isinstance(settings, pikepdf.Array):
        settings = settings[-1] if len(settings) else None
    keeps = settings if isinstance(settings, pikepdf.Dictionary) else None
    stream.write(stripped, filter=pikepdf.Name(names[-1]), decode_parms=keeps)


def _unwrapped(data: bytes, names: list[str]) -> bytes | None:
    """The picture out of the plain wrappings around it; None for one that is not known or too large."""
    for name in names:
        unwrap = _WRAPPINGS.get(name)
        try:
            data = unwrap(data) if unwrap else b""
        except (ValueError, zlib.error):
            return None
    return data if len(data) < _MOST else None


def strip_boxes(data: bytes) -> bytes | None:
    """A JPEG 2000 picture without boxes of text and comments; None for no well-formed one."""
    if data.startswith(_CODESTREAM):
        return _strip_codestream(data)
    kept, at = [], 0
    while at + 8 <= len(data):
        size, name, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = len(data) if size == 0 else at + size
        if end > len(data) or end < at + head:
            return None
        if name == b"jp2c":
            picture = _strip_codestream(data[at + head : end])
            if picture is None:
                return None
            kept.append(bytes(4) + name + picture)  # a size of zero: to the end of the file
            return b"".join(kept)
        if name in _DRAWN_BOXES:
            kept.append(data[at:end])
        at = end
    return None


def _strip_codestream(data: bytes) -> bytes | None:
    if not data.startswith(_CODESTREAM):
        return None
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == _START_OF_TILE:
            end = data.rfind(b"\xff\xd9")
            return b"".join(kept) + (data[at : end + 2] if end > at else data[at:])
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker != _COMMENT:
            kept.append(data[at:end])
        at = end
    return None


def _inflated(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, _MOST)


def _from_ascii85(data: bytes) -> bytes:
    return base64.a85decode(b"<~" + data.split(b"~>")[0].strip().removeprefix(b"<~") + b"~>", adobe=True)


def _from_hexadecimal(data: bytes) -> bytes:
    digits = re.sub(rb"\s", b"", data.split(b">")[0])
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


_WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "/FlateDecode": _inflated, "/Fl": _inflated, "/ASCII85Decode": _from_ascii85, "/A85": _from_ascii85,
    "/ASCIIHexDecode": _from_hexadecimal, "/AHx": _from_hexadecimal,
}  # fmt: skip
_STRIPPED: dict[str, Callable[[Any], bytes | None]] = {"/DCTDecode": strip_segments, "/DCT": strip_segments, "/JPXDecode": strip_boxes}
