"""docx and xlsx: who wrote it, where, and what it would fetch from outside are taken out; the text stays as it is."""

import io
import re
import zipfile
import zlib

from portal.attachments import refusals
from portal.attachments.cleaned import Cleaned
from portal.attachments.jpeg import strip_segments
from portal.attachments.sniff import FileKind

MAX_PARTS = 5_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/"
_EMPTY_PARTS = {
    "docprops/core.xml": _DECLARATION
    + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docprops/app.xml": _DECLARATION + f'<Properties xmlns="{_PROPERTIES}extended-properties"/>'.encode(),
    "docprops/custom.xml": _DECLARATION + f'<Properties xmlns="{_PROPERTIES}custom-properties"/>'.encode(),
}
_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*>")
_PEOPLE = (  # authors of remarks, changes and shared books; the folder the book lay in; the template's path
    (re.compile(rb'(\b(?:w|w14|w15|w16\w*):(?:author|initials|userId|providerId)=)(?:"[^"]*"|\'[^\']*\')'), rb'\1""'),
    (re.compile(rb"(<(?:\w+:)?author>)[^<]*(</(?:\w+:)?author>)"), rb"\1\2"),
    (re.compile(rb'(<(?:\w+:)?person\b[^>]*?\b(?:displayName|userId|providerId)=)"[^"]*"'), rb'\1""'),
    (re.compile(rb'(<[\w:]+\b[^<>]*?\b(?:userName|lastModifiedBy)=)"[^"]*"'), rb'\1""'),
    (re.compile(rb'(<(?:\w+:)?absPath\b[^>]*?\burl=)"[^"]*"'), rb'\1""'),
    (re.compile(rb"<w:attachedTemplate\b[^>]*/>"), b""),
)


def clean_office(data: bytes, kind: FileKind) -> Cleaned:
    """The document without authors, properties, paths and outside fetches. Raises ``RuleBroken`` when it is broken."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            _check_extent(old)
            for part in old.infolist():
                if not part.is_dir():
                    # A fresh entry has no date and no remark of the old one.
                    entry = zipfile.ZipInfo(part.filename)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    new.writestr(entry, _clean_part(part.filename, old.read(part)))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, OSError, EOFError, ValueError, zlib.error):
        raise refusals.damaged() from None
    extension = kind.name.lower()
    return Cleaned(out.getvalue(), _MEDIA_TYPES[extension], extension)


def _check_extent(container: zipfile.ZipFile) -> None:
    parts = container.infolist()
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise refusals.damaged()  # which of two equal names a program opens is anybody's guess
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise refusals.with_macros()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise refusals.refusal("文件内容太多，展开后超过限制。请拆成几份，或另存为 PDF 后再上传。")


def _clean_part(name: str, content: bytes) -> bytes:
    lower = name.lower()
    if lower in _EMPTY_PARTS:
        return _EMPTY_PARTS[lower]
    if lower.endswith((".jpg", ".jpeg")):
        return strip_segments(content)
    if lower.endswith(".rels"):
        return _RELATIONSHIP.sub(lambda match: _clean_relationship(match.group()), content)
    if lower.endswith(".xml"):
        for pattern, replacement in _PEOPLE:
            content = pattern.sub(replacement, content)
    return content


def _clean_relationship(element: bytes) -> bytes:
    """Outside pictures, frames and templates would tell their owner when the office opens the file; links stay."""
    if b'"External"' not in element.replace(b"'", b'"'):
        return element
    if re.search(rb"/attachedTemplate[\"']", element):
        return b""
    if re.search(rb"/hyperlink[\"']", element):
        return element
    return re.sub(rb"(\bTarget=)(?:\"[^\"]*\"|'[^']*')", rb'\1"about:blank"', element)
