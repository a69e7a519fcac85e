"""What a file really is: told by its content, and refused unless the extension says the same."""

import io
import re
import zipfile
from dataclasses import dataclass

import magic

from portal.attachments import refusals

HEAD_BYTES = 256 * 1024
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # the name of the stream in which a protected Office file lies
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MARKUP = re.compile(r"\s*(<(!doctype|html|head|body|script|svg|\?xml|\?php|!--)|#!)", re.IGNORECASE)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: how it may be named, what it may look like, which cleaner it goes through."""

    name: str
    extensions: frozenset[str]
    detected_as: frozenset[str]
    cleaner: str
    main_part: str = ""  # of an Office container: the content type of its main part


def _kind(name: str, extensions: str, detected_as: str, cleaner: str, main_part: str = "") -> FileKind:
    return FileKind(name, frozenset(extensions.split()), frozenset(detected_as.split()), cleaner, main_part)


KINDS = (
    _kind("JPEG", "jpg jpeg jpe jfif", "image/jpeg", "image"),
    _kind("PNG", "png", "image/png", "image"),
    _kind("WEBP", "webp", "image/webp", "image"),
    _kind("GIF", "gif", "image/gif", "image"),
    _kind("HEIF", "heic heif hif", "image/heic image/heif image/heic-sequence image/heif-sequence", "image"),
    _kind("PDF", "pdf", "application/pdf", "pdf"),
    _kind("DOCX", "docx", "office", "office", _OFFICE + "wordprocessingml.document.main+xml"),
    _kind("XLSX", "xlsx", "office", "office", _OFFICE + "spreadsheetml.sheet.main+xml"),
    _kind("TXT", "txt", "", "text"),
    _kind("MP3", "mp3", "audio/mpeg", "mp3"),
    _kind("M4A", "m4a", "audio/x-m4a audio/mp4 video/mp4 audio/3gpp video/3gpp", "mp4"),
    _kind("MP4", "mp4", "video/mp4 video/x-m4v video/3gpp video/3gpp2", "mp4"),
)
_BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
ACCEPT = ",".join("." + extension for extension in _BY_EXTENSION)  # for the accept attribute of a file input


def extension_of(name: str) -> str:
    """The last extension of a file name in lower case, without the dot; 「」 where there is none. Folders are cut off."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1].strip().rstrip(".")
    return base.rsplit(".", 1)[1].strip().lower() if "." in base else ""


def tell_kind(data: bytes, name: str) -> FileKind:
    """The kind of a file whose content and extension agree. Raises ``RuleBroken`` when they do not or it is not taken."""
    extension = extension_of(name)
    kind = _BY_EXTENSION.get(extension)
    if kind is None:
        raise refusals.old_office() if extension in {"doc", "xls", "wps", "et"} else refusals.not_allowed()
    _check_content(data, kind, extension)
    return kind


def _check_content(data: bytes, kind: FileKind, extension: str) -> None:
    if kind.cleaner == "office":
        _check_office(data, kind, extension)
        return
    if kind.cleaner == "text":
        _check_text(data, extension)
        return
    detected = magic.from_buffer(data[:HEAD_BYTES], mime=True)
    if detected not in kind.detected_as and not (kind.cleaner == "mp3" and _is_mp3(data)):
        raise _why_not(detected, extension)


def _why_not(detected: str, extension: str) -> Exception:
    """A file of zeros or of unknown bytes is broken rather than disguised."""
    if detected in {"application/octet-stream", "application/x-empty"}:
        return refusals.damaged()
    return refusals.mismatched(extension)


def decode_text(data: bytes) -> str | None:
    """A text in one of the encodings Chinese machines write, or None when it is none."""
    for encoding in ("utf-16",) if data.startswith(_UTF16_MARKS) else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _NOT_TEXT.search(text) else text
    return None


def _check_text(data: bytes, extension: str) -> None:
    """libmagic is no judge of text: two Chinese characters in GB 18030 are a program to it."""
    text = decode_text(data)
    if text is None or _MARKUP.match(text):
        raise refusals.mismatched(extension)


def _is_mp3(data: bytes) -> bool:
    """libmagic misses some frame headers: MPEG audio begins with eleven set bits, layer III, or with an ID3 tag."""
    return data[:3] == b"ID3" or (len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2)


def _check_office(data: bytes, kind: FileKind, extension: str) -> None:
    if data.startswith(OLE_SIGNATURE):
        raise refusals.protected() if _LOCKED in data else refusals.old_office()
    if not data.startswith(b"PK\x03\x04"):
        raise refusals.mismatched(extension)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            if container.getinfo("[Content_Types].xml").flag_bits & 1:
                raise refusals.protected()
            with container.open("[Content_Types].xml") as listing:
                types = listing.read(HEAD_BYTES).decode("utf-8", "replace")
    except KeyError:
        raise refusals.mismatched(extension) from None
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError, NotImplementedError):
        raise refusals.damaged() from None
    if "macroEnabled" in types or "vbaProject" in types:
        raise refusals.with_macros()
    if kind.main_part not in types:
        raise refusals.mismatched(extension)
