"""One XML part of an Office file: read without entities, freed of authors, dates, paths, programs and outside references, written anew.

Elements and attributes are told by their local names, whatever prefix a file chose for them.
"""

import re
from enum import Enum
from functools import cache

from lxml import etree

_AUTHORS = frozenset({"author", "initials", "userId", "providerId", "userName", "lastModifiedBy", "refreshedBy"})
_TRACES = frozenset({"date", "dateUtc", "refreshedDate", "refreshedDateIso", "paraId", "textId", "editId", "anchorId", "macro", "action",
                     "onAction", "codeName"})  # fmt: skip
_REVISIONS = re.compile(r"/(2014|2015|2016|2017|2018)/revision\d*$")
_UNWANTED = frozenset({
    "rsids", "docId", "docVars", "mailMerge", "attachedTemplate", "saveThroughXslt", "linkToQuery", "altChunk", "OLEObject", "control",
    "controls", "oleObjects", "oleObject", "externalReferences", "fileSharing", "absPath", "revisionPtr", "documentId",
    "customWorkbookViews", "customSheetViews", "webPublishing", "webPublishItems", "webPublishObjects", "smartTags", "customPr",
    "FmlaMacro", "ddeLink", "oleLink", "dataBinding", "queryTablePr", "embedRegular", "embedBold", "embedItalic", "embedBoldItalic",
    "contentPart",
})  # fmt: skip
# Elements that stay when the relation they name is gone; every other goes with it.
_STAYING = frozenset({"pageSetup", "blip", "imagedata", "fill", "stroke", "hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver",
                      "worksheetSource", "background", "pivotCacheDefinition"})  # fmt: skip
_NAMED_AFTER_FILES = frozenset({"descr", "title", "name", "alt"})
_PICTURES = frozenset({"docPr", "cNvPr", "imagedata", "shape", "fill"})
_FILE_NAME = re.compile(r"[\\/]|\.[A-Za-z0-9]{2,5}$")
# Fields whose result comes from the document itself; DDE, LINK, INCLUDETEXT, INCLUDEPICTURE, DATABASE, MACROBUTTON and the like do not.
_FIELD = re.compile(
    r"\s*(PAGE|NUMPAGES|SECTION|SECTIONPAGES|PAGEREF|REF|NOTEREF|STYLEREF|SEQ|TOC|TC|XE|INDEX|DATE|TIME|SYMBOL|EQ|=|FORM(TEXT|CHECKBOX|"
    r"DROPDOWN)|LISTNUM|AUTONUM|CITATION|BIBLIOGRAPHY|ADVANCE|HYPERLINK\s+(\\l|\"?(https?://|mailto:)))",
    re.IGNORECASE,
)
# The formula of a cell, of a chart, of a rule, of a name.
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula", "oldFormula"})
# Other workbooks, DDE, and functions that fetch, call or start something.
_REACHING = re.compile(
    r"\[\s*\d+\s*\]|\[[^\]]*\.xl|\||['\"]?(file|https?|ftp):|\\\\|"
    r"\b(?:WEBSERVICE|FILTERXML|IMAGE|RTD|CALL|REGISTER(\.ID)?|EXEC|DDE|HYPERLINK|STOCKHISTORY|CUBE\w+|SQL\.REQUEST|IMPORT\w+|PY)\s*\(",
    re.IGNORECASE,
)


def parse(content: bytes) -> etree._Element:
    """The root of an XML part. Raises ``etree.LxmlError`` when it is none, and ``ValueError`` when it declares entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a part of an Office file has no document type")
    return root


def serialised(root: etree._Element) -> bytes:
    """An XML part as bytes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def clean_part(root: etree._Element, dropped: set[str]) -> None:
    """Clean the tree in place; ``dropped`` are the ids of its relations that are gone."""
    formulas = []
    for element in list(root.iter("*")):
        name = _local(element.tag)
        if name in _UNWANTED or dropped and not _settle_relations(element, name, dropped):
            _remove(element)
            continue
        _clean_attributes(element, name)
        if name == "author":
            element.text = ""
        elif name in _FORMULAS:
            formulas.append(element)
    _clean_fields(root)
    _clean_formulas(root, formulas)


@cache
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _settle_relations(element: etree._Element, name: str, dropped: set[str]) -> bool:
    """Take references to what is gone out of an element; False when it has to go itself."""
    for key, value in element.attrib.items():
        if value in dropped and key.startswith("{") and (key.split("}")[0].endswith("/relationships") or key.endswith("}relid")):
            if name not in _STAYING:
                return False
            del element.attrib[key]
    return True


class _Fate(Enum):
    """What becomes of an attribute."""

    STAYS = 1
    IS_EMPTIED = 2
    GOES = 3
    MAY_NAME_A_FILE = 4


@cache
def _fate(key: str) -> _Fate:
    local = _local(key)
    if local in _AUTHORS:
        return _Fate.IS_EMPTIED
    if local in _TRACES or local.startswith("rsid") or _REVISIONS.search(key.split("}")[0]):
        return _Fate.GOES
    return _Fate.MAY_NAME_A_FILE if local in _NAMED_AFTER_FILES else _Fate.STAYS


def _clean_attributes(element: etree._Element, name: str) -> None:
    for key in element.keys():  # noqa: SIM118  an element is not a mapping
        fate = _fate(key)
        if fate is _Fate.STAYS:
            continue
        if fate is _Fate.GOES:
            del element.attrib[key]
        elif fate is _Fate.IS_EMPTIED or name in _PICTURES and _FILE_NAME.search(element.get(key, "")):
            element.set(key, "")


def _clean_fields(root: etree._Element) -> None:
    """Empty the instructions of fields that reach out. One may be spread over runs, and fields stand inside fields."""
    for element in root.iter("{*}fldSimple"):
        for key, value in element.attrib.items():
            if _local(key) == "instr" and not _FIELD.match(value):
                element.attrib[key] = ""
    open_fields: list[list[etree._Element]] = [[]]  # the first holds instructions outside any field: never a word of one
    for element in root.iter("{*}fldChar", "{*}instrText", "{*}delInstrText"):
        if _local(element.tag) != "fldChar":
            open_fields[-1].append(element)
        elif _is_begin(element):
            open_fields.append([])
        else:
            _judge_field(open_fields.pop() if _is_end(element) and len(open_fields) > 1 else open_fields[-1])
    for instructions in open_fields:
        _judge_field(instructions)


def _is_begin(element: etree._Element) -> bool:
    return "begin" in element.attrib.values()


def _is_end(element: etree._Element) -> bool:
    return "end" in element.attrib.values()


def _judge_field(instructions: list[etree._Element]) -> None:
    if not _FIELD.match("".join(each.text or "" for each in instructions)):
        for each in instructions:
            each.text = ""


def _clean_formulas(root: etree._Element, formulas: list[etree._Element]) -> None:
    """A cell keeps the value that was computed last; other places keep an error that says nothing."""
    shared = set()
    for element in formulas:
        if not _reaches_out(element.text or "") and not len(element) and element.get("t") != "dataTable":
            continue
        if _is_cell(element):
            shared.add(element.get("si", ""))
            _remove(element)
        else:
            element.text = "#REF!"
    for element in formulas if shared - {""} else ():
        if element.get("si", "") in shared - {""} and _is_cell(element):
            _remove(element)


@cache
def _reaches_out(formula: str) -> bool:
    return _REACHING.search(formula) is not None


def _is_cell(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and _local(parent.tag) == "c"
