"""Real files, made on the spot."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pillow_heif
from PIL import Image

GPS_TAG = 0x8825
MAKER = "SecretPhone 9"


def photo(format_name="JPEG", size=(400, 300), orientation=1):
    """A two-coloured photo with camera, place and orientation in its EXIF."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif[0x0112] = orientation
    exif.get_ifd(GPS_TAG).update({1: "N", 2: (39.0, 7.0, 30.0), 3: "E", 4: (117.0, 12.0, 0.0)})
    out = io.BytesIO()
    image.save(out, format_name, exif=exif)
    return out.getvalue()


def heic(size=(400, 300)):
    """A photo as an iPhone stores it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", size, "green")).save(out, exif=Image.open(io.BytesIO(photo())).info["exif"])
    return out.getvalue()


def bomb(width, height, rows=None):
    """A small PNG that would unpack to width × height pixels (or claims to, when it has fewer rows)."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width // 8 + 1) * (rows or height)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def pdf(password=None, pages=2):
    """A PDF that acts on opening, carries a file, names its author and has a picture with a place in it."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    root = document.Root
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    root.OpenAction = document.make_indirect(script)
    root.AA = pikepdf.Dictionary(WC=script)
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
    remark = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=pikepdf.String("Remark Author"))
    field = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9], T=pikepdf.String("FieldName"))
    attached = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9])
    annotations = [document.make_indirect(one) for one in (link, remark, field, attached)]
    document.pages[0].Annots = pikepdf.Array(annotations)
    root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([annotations[2]]))
    picture = pikepdf.Stream(document, photo())
    picture.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 400, "/Height": 300})
    picture.update({"/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": pikepdf.Name.DCTDecode})
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=document.make_indirect(picture)))
    document.attachments["payload.exe"] = b"MZ payload"
    document.docinfo["/Author"] = "Document Author"
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = ["Metadata Author"]
    out = io.BytesIO()
    encryption = pikepdf.Encryption(user=password, owner=password) if password else False
    document.save(out, encryption=encryption)
    return out.getvalue()


def zipped(parts):
    """A zip container of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def relations(*rows):
    """A relations part; each row is (id, kind, target) and perhaps "External"."""
    said = "".join(
        f'<Relationship Id="{row[0]}" Type="{DOCUMENT}/{row[1]}" Target="{row[2]}"' + (f' TargetMode="{row[3]}"' if row[3:] else "") + "/>"
        for row in rows
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{said}</Relationships>'


def content_types(**parts):
    """A list of media types; ``word/document.xml`` is written word__document."""
    said = "".join(f'<Override PartName="/{name.replace("__", "/")}.xml" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="jpg" ContentType="image/jpeg"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{said}</Types>'
    )


_OPEN_XML = "application/vnd.openxmlformats-officedocument."


def docx(extra=None, body="", rows=(), settings=""):
    """A Word document with an author, a template on somebody's disk, a tracking picture and a photo inside."""
    document = (
        f'<w:document xmlns:w="{WORD}" xmlns:r="{DOCUMENT}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>'
        '<w:p w:rsidR="00AB12CD"><w:ins w:id="1" w:author="Zhang San" w:initials="ZS" w:date="2026-01-02T03:04:05Z">'
        "<w:r><w:t>合同正文</w:t></w:r></w:ins>"
        '<w:r><a:blip r:embed="r4"/><a:blip r:link="r2"/></w:r><w:hyperlink r:id="r3"><w:r><w:t>网址</w:t></w:r></w:hyperlink></w:p>'
        f"{body}</w:body></w:document>"
    )
    return zipped({
        "[Content_Types].xml": content_types(
            word__document=_OPEN_XML + "wordprocessingml.document.main+xml", word__comments=_OPEN_XML + "wordprocessingml.comments+xml"
        ),
        "_rels/.rels": relations(
            ("r1", "officeDocument", "word/document.xml"), ("r2", "extended-properties", "docProps/app.xml"),
            ("r3", "x/core", "docProps/core.xml"),
        ),
        "docProps/core.xml": "<coreProperties><creator>Zhang San</creator></coreProperties>",
        "docProps/app.xml": "<Properties><Company>Zhang Company</Company></Properties>",
        "word/document.xml": document,
        "word/_rels/document.xml.rels": relations(
            ("r1", "settings", "settings.xml"), ("r2", "image", "http://tracker.example/p.png", "External"),
            ("r3", "hyperlink", "https://www.gov.cn/", "External"), ("r4", "image", "media/image1.jpg"),
            ("r5", "comments", "comments.xml"), *rows,
        ),
        "word/settings.xml": f'<w:settings xmlns:w="{WORD}" xmlns:r="{DOCUMENT}"><w:attachedTemplate r:id="r1"/>'
        '<w:rsids><w:rsidRoot w:val="00AB12CD"/>'
        f"</w:rsids>{settings}</w:settings>",
        "word/_rels/settings.xml.rels": relations(("r1", "attachedTemplate", "file:///C:/Users/zhangsan/n.dotm", "External")),
        "word/comments.xml": f'<w:comments xmlns:w="{WORD}"><w:comment w:id="0" w:author="Zhang San" w:initials="ZS"/></w:comments>',
        "word/media/image1.jpg": photo(),
        **(extra or {}),
    })  # fmt: skip


def xlsx(extra=None, cells="", book="", rows=(), sheet_end=""):
    """An Excel workbook with an author, the folder it lay in, a remark, and a cell."""
    sheet = (
        f'<worksheet xmlns="{SHEET}" xmlns:r="{DOCUMENT}"><sheetData><row r="1">'
        f'<c r="A1" t="inlineStr"><is><t>合同正文</t></is></c>{cells}</row>'
        f"</sheetData>{sheet_end}</worksheet>"
    )
    return zipped({
        "[Content_Types].xml": content_types(
            xl__workbook=_OPEN_XML + "spreadsheetml.sheet.main+xml", xl__worksheets__sheet1=_OPEN_XML + "spreadsheetml.worksheet+xml",
            xl__comments1=_OPEN_XML + "spreadsheetml.comments+xml",
        ),
        "_rels/.rels": relations(("r1", "officeDocument", "/xl/workbook.xml"), ("r2", "extended-properties", "docProps/app.xml")),
        "docProps/app.xml": "<Properties><Company>Zhang Company</Company></Properties>",
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{DOCUMENT}" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac">'
        '<fileSharing userName="Zhang San"/><x15ac:absPath url="C:\\Users\\zhangsan\\"/>'
        f'<sheets><sheet name="台账" sheetId="1" r:id="r1"/></sheets>{book}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(("r1", "worksheet", "worksheets/sheet1.xml"), *rows),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("r1", "comments", "../comments1.xml"), ("r2", "hyperlink", "https://www.gov.cn/", "External")
        ),
        "xl/comments1.xml": f'<comments xmlns="{SHEET}"><authors><author>Zhang San</author></authors></comments>',
        **(extra or {}),
    })  # fmt: skip


def box(name, body):
    """One box of an MP4 file."""
    return struct.pack(">I", len(body) + 8) + name + body


def numbers(*values):
    """Big-endian numbers of 32 bits."""
    return struct.pack(f">{len(values)}I", *values)


def track(handler, offset, sizes, extra=b""):
    """A track whose samples lie in one chunk."""
    tables = (
        box(b"stsd", bytes(8)) + box(b"stsc", numbers(0, 1, 1, len(sizes), 1)) + box(b"stsz", numbers(0, 0, len(sizes), *sizes))
        + box(b"stco", numbers(0, 1, offset))
    )  # fmt: skip
    named = box(b"hdlr", bytes(8) + handler + bytes(12) + b"SecretPhone 9 Handler\0")
    times = box(b"mdhd", bytes(4) + b"\xe1\xe1\xe1\xe1\xe2\xe2\xe2\xe2" + bytes(12))
    return box(b"trak", box(b"mdia", times + named + box(b"minf", box(b"stbl", tables))) + extra)


def mp4(brand=b"isom", inside=b"", tail=b"", handler=b"vide"):
    """A film that says when and where it was made, in a box and along the way."""
    front = box(b"ftyp", brand + bytes(4) + brand)
    pictures, places = b"pictures" * 50, b"+39.1252+117.1900/" * 3
    at = len(front) + 8
    media = box(b"mdat", pictures + places + b"between" + inside)
    header = box(b"mvhd", bytes(4) + b"\xe1\xe1\xe1\xe1\xe2\xe2\xe2\xe2" + bytes(88))
    place = box(b"udta", box(b"\xa9xyz", b"+39.1252+117.1900/"))
    tracks = track(handler, at, [8] * 50) + track(b"meta", at + len(pictures), [len(places)], box(b"meta", b"Zhang San"))
    return front + media + box(b"moov", header + tracks + place) + box(b"free", b"Zhang San") + box(b"skip", inside) + tail


def mp3():
    """Sound with tags before and behind."""
    frames = (b"\xff\xfb\x90\x64" + bytes(413)) * 8
    tag = b"TPE1\0\0\0\x0b\0\0\0Zhang San" + bytes(9)
    return b"ID3\x03\0\0\0\0\0" + bytes([len(tag)]) + tag + frames + b"TAG" + b"Zhang San".ljust(125, b"\0")


EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(44) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0L\x01" + bytes(400)
