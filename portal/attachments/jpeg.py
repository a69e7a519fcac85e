"""Metadata out of a JPEG without decoding it: for pictures that lie inside a PDF or an Office file."""

_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def strip_segments(data: bytes) -> bytes | None:
    """The same picture without EXIF, XMP, comments, maker notes and whatever stands behind its end; None for no well-formed JPEG.

    One that ends too early, as some scanners write it, gets an end.
    """
    if data[:2] != b"\xff\xd8":
        return None
    kept, at, end_of_image = [data[:2]], 2, bytes((0xFF, _END_OF_IMAGE))
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        length = 0 if marker in _STANDALONE else int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if end > len(data) or marker not in _STANDALONE and length < 2:
            return None
        if not _is_metadata(marker, data[at : at + 32]):
            kept.append(data[at:end])
        at = end
        if marker == _START_OF_SCAN:
            at = _end_of_scan(data, end)
            kept.append(data[end:at])
            if at == len(data) or data[at : at + 2] == end_of_image:
                return b"".join(kept) + end_of_image
    return None


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands: in a scan, 0xFF is followed by zero, by a restart, or by filling."""
    while (at := data.find(b"\xff", at)) != -1 and at + 1 < len(data):
        following = data[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        else:
            return at
    return len(data)


def _is_metadata(marker: int, segment: bytes) -> bool:
    """APP0 (JFIF), and APP14 (Adobe colours) are needed to draw; other APPn, colour profiles with their texts, and comments are not."""
    if marker == 0xE0:
        return not segment[4:].startswith(b"JFIF\0")
    return marker == 0xFE or 0xE1 <= marker <= 0xEF and not (marker == 0xEE and segment[4:].startswith(b"Adobe"))
