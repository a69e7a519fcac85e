"""docx and xlsx: only parts that are reached by known relations are kept, each written anew without its author's traces."""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree

from portal.attachments import refusals
from portal.attachments.cleaned import Cleaned
from portal.attachments.office_xml import clean_part, parse, serialised
from portal.attachments.pictures import clean_picture
from portal.attachments.sniff import FileKind

MAX_PARTS = 5_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_XML_BYTES = 48 * 1024 * 1024
_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# The last word of a relation's type. What is not named is not followed: properties, thumbnails, custom XML, embedded objects and fonts,
# ActiveX, printer settings, signatures, outside workbooks, connections, people, revisions.
_FOLLOWED = frozenset({
    "officeDocument", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "theme", "themeOverride", "numbering",
    "footnotes", "endnotes", "header", "footer", "comments", "image", "worksheet", "chartsheet", "sharedStrings", "drawing", "vmlDrawing",
    "chart", "chartEx", "chartStyle", "chartColorStyle", "chartUserShapes", "table", "pivotTable", "pivotCacheDefinition",
    "pivotCacheRecords", "sheetMetadata", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing",
})  # fmt: skip
_PROGRAMS = frozenset({"vbaProject", "wordVbaData", "xlMacrosheet", "xlIntlMacrosheet"})
_SAID = ("Id", "Type", "Target", "TargetMode")
_LINKS = ("http://", "https://", "mailto:")
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


@dataclass
class _Package:
    """The old container, and the parts of the new one with their media types."""

    old: zipfile.ZipFile
    declared: dict[str, str]
    names: dict[str, str]
    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def find(self, name: str) -> str | None:
        """The name of an old part, whatever the case of its letters."""
        return self.names.get(name.lstrip("/").lower())

    def read(self, name: str) -> bytes:
        """The bytes of an old part."""
        return self.old.read(name)


def clean_office(data: bytes, kind: FileKind) -> Cleaned:
    """The document without authors, properties, paths, objects and outside fetches. Raises ``RuleBroken`` when it is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            _check_extent(old)
            package = _Package(old, _declared_types(old), {name.lower(): name for name in old.namelist()})
            _follow(package, "")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, OSError, EOFError, ValueError, KeyError, zlib.error, etree.LxmlError):
        raise refusals.damaged() from None
    if kind.main_part not in package.types.values():
        raise refusals.damaged()
    extension = kind.name.lower()
    return Cleaned(_written(package), _MEDIA_TYPES[extension], extension)


def _check_extent(container: zipfile.ZipFile) -> None:
    parts = container.infolist()
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise refusals.damaged()  # which of two equal names a program opens is anybody's guess
    if any(part.flag_bits & 1 for part in parts):
        raise refusals.protected()
    if any("vbaproject" in part.filename.lower() or "macrosheets/" in part.filename.lower() for part in parts):
        raise refusals.with_macros()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES or any(map(_is_too_long, parts)):
        raise refusals.refusal("文件内容太多，展开后超过限制。请拆成几份，或另存为 PDF 后再上传。")


def _is_too_long(part: zipfile.ZipInfo) -> bool:
    return part.file_size > MAX_XML_BYTES and part.filename.lower().endswith((".xml", ".rels", ".vml"))


def _declared_types(container: zipfile.ZipFile) -> dict[str, str]:
    """Media types by part name and, with a leading dot, by extension; all in lower case."""
    types = {}
    for element in parse(container.read("[Content_Types].xml")):
        key = element.get("PartName", "").lstrip("/") or "." + element.get("Extension", "")
        types[key.lower()] = element.get("ContentType", "")
    return types


def _follow(package: _Package, source: str) -> set[str]:
    """Keep what a part refers to and may keep; gives the ids of the relations that were dropped."""
    folder, base = posixpath.split(source)
    relations = package.find(posixpath.join(folder, "_rels", base + ".rels"))
    if relations is None:
        return set()
    kept, dropped = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS}), set()
    for relation in parse(package.read(relations)):
        if _may_stay(package, folder, relation):
            etree.SubElement(kept, f"{{{_RELATIONS}}}Relationship", {key: relation.get(key, "") for key in _SAID if relation.get(key)})
        else:
            dropped.add(relation.get("Id", ""))
    if len(kept):
        package.parts[relations] = serialised(kept)
    return dropped


def _may_stay(package: _Package, folder: str, relation: etree._Element) -> bool:
    kind, target = relation.get("Type", "").rsplit("/", 1)[-1], relation.get("Target", "")
    if kind in _PROGRAMS:
        raise refusals.with_macros()
    if relation.get("TargetMode") == "External":
        return kind == "hyperlink" and target.lower().startswith(_LINKS)
    if kind == "hyperlink":
        return target.startswith("#")
    if kind not in _FOLLOWED or any(char in ":\\" or char < " " for char in target):
        return False
    name = package.find(posixpath.normpath(posixpath.join("/", folder, target)))
    return name is not None and (name in package.parts or _keep(package, name, kind))


def _keep(package: _Package, name: str, kind: str) -> bool:
    """Clean a part and all it refers to into the new package; False where nothing of it can be kept."""
    content = package.read(name)
    if kind == "image":
        if content.lstrip()[:1] == b"<":
            return False  # SVG: Office keeps a PNG beside it
        package.parts[name], package.types[name] = clean_picture(content)
        return True
    package.parts[name] = b""  # a part may lead back to itself
    try:
        root = parse(content)
    except etree.LxmlError:
        if kind != "vmlDrawing":
            raise
        del package.parts[name]
        return False
    clean_part(root, _follow(package, name))
    package.parts[name] = serialised(root)
    extension = "." + name.rsplit(".", 1)[-1].lower()
    declared = package.declared.get(name.lower()) or package.declared.get(extension, "")
    package.types[name] = declared if declared.startswith("application/vnd.") else "application/xml"
    return True


def _written(package: _Package) -> bytes:
    types = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})
    etree.SubElement(
        types, f"{{{_TYPES}}}Default", Extension="rels", ContentType="application/vnd.openxmlformats-package.relationships+xml"
    )
    for name, media_type in package.types.items():
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName="/" + name, ContentType=media_type)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {"[Content_Types].xml": serialised(types), **package.parts}.items():
            # A fresh entry has no date and no remark of the old one.
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
