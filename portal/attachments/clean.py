"""The way from what somebody sent to what the office may open."""

from collections.abc import Callable

from portal.attachments import refusals
from portal.attachments.cleaned import Cleaned
from portal.attachments.images import clean_image
from portal.attachments.office import clean_office
from portal.attachments.pdf import clean_pdf
from portal.attachments.recordings import clean_mp3, clean_mp4
from portal.attachments.sniff import FileKind, decode_text, extension_of, tell_kind


def clean(data: bytes, name: str) -> Cleaned:
    """The cleaned copy of a file that came under ``name``. Raises ``RuleBroken("file", …)`` saying why it is not taken."""
    kind = tell_kind(data, name)
    return _CLEANERS[kind.cleaner](data, kind, extension_of(name))


def _clean_text(data: bytes) -> Cleaned:
    """Stored as UTF-8 with a mark, so that every editor reads it."""
    text = decode_text(data)
    if text is None:
        raise refusals.damaged()
    return Cleaned(text.encode("utf-8-sig"), "text/plain; charset=utf-8", "txt")


_CLEANERS: dict[str, Callable[[bytes, FileKind, str], Cleaned]] = {
    "image": lambda data, kind, _extension: clean_image(data, kind.name),
    "pdf": lambda data, _kind, _extension: clean_pdf(data),
    "office": lambda data, kind, _extension: clean_office(data, kind),
    "text": lambda data, _kind, _extension: _clean_text(data),
    "mp3": lambda data, _kind, _extension: clean_mp3(data),
    "mp4": lambda data, _kind, extension: clean_mp4(data, extension),
}
