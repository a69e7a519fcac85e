"""Sound and film: tags and places are taken out, the recording itself is not touched."""

from collections.abc import Iterator

from portal.attachments import refusals
from portal.attachments.cleaned import Cleaned

_HEADER = 8
_LONG_HEADER = 16
_CONTAINERS = frozenset({b"moov", b"trak", b"mdia"})
_TELLING = frozenset({b"udta", b"meta", b"uuid"})  # places, device, title, author
_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})  # when it was made and changed
_ID3V1_BYTES = 128


def clean_mp4(data: bytes, extension: str) -> Cleaned:
    """The film or sound with its descriptive boxes blanked in place. Raises ``RuleBroken`` when the boxes do not fit the file."""
    content = bytearray(data)
    names = set()
    try:
        for name, body, end in _boxes(content, 0, len(content)):
            names.add(name)
            _blank(content, name, body, end)
    except (ValueError, RecursionError):
        raise refusals.damaged() from None
    if not {b"moov", b"mdat"} <= names:
        raise refusals.damaged()
    return Cleaned(bytes(content), "audio/mp4" if extension == "m4a" else "video/mp4", extension)


def _boxes(content: bytearray, at: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box between two offsets as name, start of its body and end; raises ``ValueError`` for one that runs over."""
    while at + _HEADER <= stop:
        size, body = int.from_bytes(content[at : at + 4], "big"), at + _HEADER
        if size == 1:
            size, body = int.from_bytes(content[at + 8 : at + 16], "big"), at + _LONG_HEADER
        end = stop if size == 0 else at + size
        if end > stop or end < body:
            raise ValueError("a box runs over its end")
        yield bytes(content[at + 4 : at + 8]), body, end
        at = end


def _blank(content: bytearray, name: bytes, body: int, end: int) -> None:
    """Blanking keeps every offset, so that the sample tables stay true; a box of zeros says nothing to a player."""
    if name in _TELLING:
        content[body:end] = bytes(end - body)
    elif name in _DATED and end - body >= 20:
        dates = 16 if content[body] == 1 else 8
        content[body + 4 : body + 4 + dates] = bytes(dates)
    elif name in _CONTAINERS:
        for inner, inner_body, inner_end in _boxes(content, body, end):
            _blank(content, inner, inner_body, inner_end)


def clean_mp3(data: bytes) -> Cleaned:
    """The sound without its ID3 tags. Raises ``RuleBroken`` when no sound is left."""
    start, end = 0, len(data)
    while data[start : start + 3] == b"ID3" and start + 10 <= end:
        size = 0
        for digit in data[start + 6 : start + 10]:
            size = size << 7 | digit & 0x7F
        start += 10 + size + (10 if data[start + 5] & 0x10 else 0)
    if data[max(start, end - _ID3V1_BYTES) :].startswith(b"TAG"):
        end -= _ID3V1_BYTES
    sound = data[start:end].lstrip(b"\0")
    if len(sound) < 4 or sound[0] != 0xFF or sound[1] & 0xE0 != 0xE0:
        raise refusals.damaged()
    return Cleaned(sound, "audio/mpeg", "mp3")
