"""Pictures inside a document: without metadata, without what hides behind their end, or not at all."""

import io

from PIL import Image

from portal.attachments.images import clean_image
from portal.attachments.jpeg import strip_segments
from portal.errors import RuleBroken

_PNG = b"\x89PNG\r\n\x1a\n"
# What is needed to draw; texts, times, EXIF, profiles with their names and further frames are not.
_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD"})
_REDRAWN = ("GIF", "BMP", "TIFF", "WEBP", "JPEG", "PNG", "HEIF")


def clean_picture(data: bytes) -> tuple[bytes, str]:
    """A picture without metadata and its media type. One that cannot be drawn anew (drawings that are programs: EMF, WMF, SVG) becomes
    an empty one."""
    if (stripped := strip_segments(data)) is not None:
        return stripped, "image/jpeg"
    if (stripped := strip_chunks(data)) is not None:
        return stripped, "image/png"
    for name in _REDRAWN:
        if _is(data, name):
            try:
                drawn = clean_image(data, name)
            except RuleBroken:
                break
            return drawn.data, drawn.media_type
    return _empty(), "image/png"


def strip_chunks(data: bytes) -> bytes | None:
    """A PNG of the chunks that draw it and nothing else; None for no well-formed PNG."""
    if not data.startswith(_PNG):
        return None
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if end > len(data):
            return None
        if name in _PNG_CHUNKS:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    return None


def _is(data: bytes, name: str) -> bool:
    try:
        with Image.open(io.BytesIO(data), formats=[name]):
            return True
    except (OSError, SyntaxError, ValueError, RuntimeError, Image.DecompressionBombError):
        return False


def _empty() -> bytes:
    out = io.BytesIO()
    Image.new("LA", (1, 1)).save(out, "PNG")
    return out.getvalue()
