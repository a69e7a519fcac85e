"""Sound and film: what is heard and seen stays as it is; tags, places, times, and tracks and bytes nobody plays are taken out."""

import struct
from bisect import bisect_right
from collections.abc import Iterator

from portal.attachments import refusals
from portal.attachments.cleaned import Cleaned

_HEADER = 8
_LONG_HEADER = 16
_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf"})
_TOP = frozenset({b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx"})
_INNER = frozenset({
    b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"vmhd", b"smhd", b"nmhd", b"dref", b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stsc", b"stsz",
    b"stz2", b"stco", b"co64", b"sdtp", b"sbgp", b"sgpd", b"elst", b"trex", b"mehd", b"mfhd", b"tfhd", b"tfdt", b"trun", b"saiz", b"saio",
    b"load", b"tapt", b"clef", b"prof", b"enof", b"iods", b"gmhd",
})  # fmt: skip
_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})  # when it was made and changed
_PLAYED = frozenset({b"vide", b"soun"})
_MOST_SAMPLES = 5_000_000

Span = tuple[int, int]


def clean_mp4(data: bytes, extension: str) -> Cleaned:
    """The film or sound with everything but its pictures and sounds blanked in place. Raises ``RuleBroken`` when the boxes do not fit.

    Blanking keeps every offset, so that the sample tables stay true; a box called ``free`` says nothing to a player.
    """
    content = bytearray(data)
    try:
        tops = list(_boxes(content, 0, len(content)))
        spans = _clean_boxes(content, 0, len(content), _TOP)
        names = {name for name, *_place in tops}
        if not {b"moov", b"mdat"} <= names or b"moof" not in names and not any(start < stop for start, stop in spans):
            raise refusals.damaged()
        if b"moof" not in names:
            _blank_unplayed(content, [(body, end) for name, _start, body, end in tops if name == b"mdat"], sorted(spans))
        content = content[: tops[-1][3]]
    except (ValueError, IndexError, struct.error, RecursionError):
        raise refusals.damaged() from None
    return Cleaned(bytes(content), "audio/mp4" if extension == "m4a" else "video/mp4", extension)


def _boxes(content: bytearray, at: int, stop: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Each box between two offsets as name, its start, start of its body and end; raises ``ValueError`` for one that runs over."""
    while at + _HEADER <= stop:
        size, body = int.from_bytes(content[at : at + 4], "big"), at + _HEADER
        if size == 1:
            size, body = int.from_bytes(content[at + 8 : at + 16], "big"), at + _LONG_HEADER
        end = stop if size == 0 else at + size
        if end > stop or end < body:
            raise ValueError("a box runs over its end")
        yield bytes(content[at + 4 : at + 8]), at, body, end
        at = end


def _clean_boxes(content: bytearray, at: int, stop: int, known: frozenset[bytes]) -> list[Span]:
    """Blank what is not needed to play; gives where the samples of the played tracks lie."""
    spans: list[Span] = []
    for name, start, body, end in list(_boxes(content, at, stop)):
        if name not in known or name == b"trak" and _handler(content, body, end) not in _PLAYED:
            content[start + 4 : start + 8] = b"free"
            content[body:end] = bytes(end - body)
        elif name == b"trak":
            spans += _samples(content, body, end)
            _clean_boxes(content, body, end, _INNER | _CONTAINERS)
        elif name in _CONTAINERS:
            spans += _clean_boxes(content, body, end, _INNER | _CONTAINERS)
        elif name in _DATED and end - body >= 20:
            dates = 16 if content[body] == 1 else 8
            content[body + 4 : body + 4 + dates] = bytes(dates)
        elif name == b"hdlr":
            content[body + 24 : end] = bytes(max(0, end - body - 24))  # the maker's name for it
    return spans


def _find(content: bytearray, body: int, end: int, *path: bytes) -> Span | None:
    for wanted in path:
        found = next(((inner, stop) for name, _start, inner, stop in _boxes(content, body, end) if name == wanted), None)
        if found is None:
            return None
        body, end = found
    return body, end


def _handler(content: bytearray, body: int, end: int) -> bytes:
    """What a track holds: ``vide``, ``soun``, or places and times along the way."""
    found = _find(content, body, end, b"mdia", b"hdlr")
    return bytes(content[found[0] + 8 : found[0] + 12]) if found else b""


def _table(content: bytearray, trak: Span, name: bytes, width: int) -> list[tuple[int, ...]]:
    """The rows of a table of a track: numbers of 32 bits, or of 64 where the name says so."""
    found = _find(content, *trak, b"mdia", b"minf", b"stbl", name)
    if found is None:
        return []
    body, end = found
    count = int.from_bytes(content[body + 4 : body + 8], "big")
    row = struct.Struct(">Q" if name == b"co64" else f">{width}I")
    if count > _MOST_SAMPLES or body + 8 + count * row.size > end:
        raise ValueError("a table runs over its end")
    return [row.unpack_from(content, body + 8 + index * row.size) for index in range(count)]


def _sizes(content: bytearray, trak: Span) -> list[int]:
    found = _find(content, *trak, b"mdia", b"minf", b"stbl", b"stsz")
    if found is None:
        return []
    body, end = found
    same, count = struct.unpack_from(">II", content, body + 4)
    if count > _MOST_SAMPLES or not same and body + 12 + count * 4 > end:
        raise ValueError("a table runs over its end")
    return [same] * count if same else list(struct.unpack_from(f">{count}I", content, body + 12))


def _samples(content: bytearray, body: int, end: int) -> list[Span]:
    """Where the samples of a track lie, a span for each chunk."""
    trak = (body, end)
    sizes = _sizes(content, trak)
    chunks = _table(content, trak, b"stco", 1) or _table(content, trak, b"co64", 1)
    runs = _table(content, trak, b"stsc", 3)
    firsts = [first for first, _count, _description in runs]
    spans, sample = [], 0
    for number, (offset,) in enumerate(chunks, start=1):
        count = runs[bisect_right(firsts, number) - 1][1]
        length = sum(sizes[sample : sample + count])
        spans.append((offset, offset + length))
        sample += count
    return spans


def _blank_unplayed(content: bytearray, bodies: list[Span], spans: list[Span]) -> None:
    """Blank what lies between the samples, and the samples of tracks nobody plays."""
    for body, end in bodies:
        at = body
        for start, stop in spans:
            if start >= end or stop <= at:
                continue
            content[at : max(at, start)] = bytes(max(0, start - at))
            at = min(stop, end)
        content[at:end] = bytes(end - at)


_SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_BIT_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BIT_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def clean_mp3(data: bytes) -> Cleaned:
    """The frames of sound and nothing between, before or behind them. Raises ``RuleBroken`` when there is no sound."""
    frames: list[Span] = []
    at = _behind_tag(data)
    while (at := data.find(b"\xff", at)) != -1:
        length = _frame_length(data, at)
        # A frame is followed by another, or was: a single one among other bytes is chance.
        if length and at + length <= len(data) and (_frame_length(data, at + length) or frames and frames[-1][1] == at):
            frames.append((at, at + length))
            at += length
        else:
            at += 1
    if len(frames) < 2:
        raise refusals.damaged()
    return Cleaned(b"".join(data[start:end] for start, end in frames), "audio/mpeg", "mp3")


def _behind_tag(data: bytes) -> int:
    """Where a tag in front ends: a cover picture may look like sound here and there."""
    if not data.startswith(b"ID3") or len(data) < 10:
        return 0
    size = 0
    for digit in data[6:10]:
        size = size << 7 | digit & 0x7F
    return 10 + size


def _frame_length(data: bytes, at: int) -> int:
    """How long the frame of layer III that begins here is; 0 when none does."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return 0
    version, rate, frequency = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or rate in {0, 15} or frequency == 3:
        return 0
    kilobits, per_frame = (_BIT_RATES_1[rate], 144_000) if version == 3 else (_BIT_RATES_2[rate], 72_000)
    return per_frame * kilobits // _SAMPLE_RATES[version][frequency] + (data[at + 2] >> 1 & 1)
