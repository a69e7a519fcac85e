"""The way from what somebody sent to what the office may open."""

from portal.attachments import refusals
from portal.attachments.cleaned import Cleaned
from portal.attachments.images import clean_image
from portal.attachments.office import clean_office
from portal.attachments.pdf import clean_pdf
from portal.attachments.recordings import clean_mp3, clean_mp4
from portal.attachments.sniff import FileKind, extension_of, tell_kind

_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def clean(data: bytes, name: str) -> Cleaned:
    """The cleaned copy of a file that came under ``name``. Raises ``RuleBroken("file", …)`` saying why it is not taken."""
    kind = tell_kind(data, name)
    return _CLEANERS[kind.cleaner](data, kind, extension_of(name))


def _clean_text(data: bytes) -> Cleaned:
    """Text in the encodings Chinese machines write, stored as UTF-8 with a mark, so that every editor reads it."""
    encodings = ("utf-16",) if data.startswith(_UTF16_MARKS) else _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(char < " " and char not in "\t\n\r\f" for char in text):
            return Cleaned(text.encode("utf-8-sig"), "text/plain; charset=utf-8", "txt")
    raise refusals.damaged()


def _clean_image(data: bytes, kind: FileKind, _extension: str) -> Cleaned:
    return clean_image(data, kind.name)


_CLEANERS = {
    "image": _clean_image,
    "pdf": lambda data, _kind, _extension: clean_pdf(data),
    "office": lambda data, kind, _extension: clean_office(data, kind),
    "text": lambda data, _kind, _extension: _clean_text(data),
    "mp3": lambda data, _kind, _extension: clean_mp3(data),
    "mp4": lambda data, _kind, extension: clean_mp4(data, extension),
}
