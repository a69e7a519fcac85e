"""Metadata out of a JPEG without decoding it: for pictures that lie inside a PDF or an Office file."""

_START_OF_SCAN = 0xDA
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


def strip_segments(data: bytes) -> bytes:
    """The same picture without EXIF, XMP, comments and maker notes. What is no well-formed JPEG comes back unchanged."""
    kept = [data[:2]]
    at = 2
    while data[:2] == b"\xff\xd8" and at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == _START_OF_SCAN:
            return b"".join(kept) + data[at:]
        length = 0 if marker in _STANDALONE else int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at : at + 2 + length]
        if not _is_metadata(marker, segment):
            kept.append(segment)
        at += 2 + length
    return data


def _is_metadata(marker: int, segment: bytes) -> bool:
    """APP0 (JFIF), the colour profile in APP2 and APP14 (Adobe colours) are needed to draw; other APPn and comments are not."""
    if marker == 0xE2:
        return not segment[4:].startswith(b"ICC_PROFILE")
    return marker == 0xFE or 0xE1 <= marker <= 0xEF and marker != 0xEE
