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


def office(main_type, main_name, extra=None):
    """An Office container with an author, a template on somebody's disk, a tracking picture and a photo inside."""
    types = f'<?xml version="1.0"?><Types><Override PartName="/{main_name}" ContentType="{main_type}"/></Types>'
    relations = (
        "<Relationships>"
        '<Relationship Id="r1" Type="http://x/attachedTemplate" Target="file:///C:/Users/zhangsan/n.dotm" TargetMode="External"/>'
        '<Relationship Id="r2" Type="http://x/image" Target="http://tracker.example/p.png" TargetMode="External"/>'
        '<Relationship Id="r3" Type="http://x/hyperlink" Target="https://www.gov.cn/" TargetMode="External"/>'
        "</Relationships>"
    )
    parts = {
        "[Content_Types].xml": types,
        "docProps/core.xml": "<coreProperties><creator>Zhang San</creator></coreProperties>",
        "docProps/app.xml": "<Properties><Company>Zhang Company</Company></Properties>",
        main_name: '<doc><w:ins w:author="Zhang San" w:initials="ZS"/><w:t>合同正文</w:t></doc>',
        "word/comments.xml": "<comments><authors><author>Zhang San</author></authors></comments>",
        "word/_rels/settings.xml.rels": relations,
        "word/media/image1.jpg": photo(),
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


def docx(extra=None):
    """A Word document."""
    return office("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "word/document.xml", extra)


def xlsx():
    """An Excel workbook."""
    return office("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "xl/workbook.xml")


def box(name, body):
    """One box of an MP4 file."""
    return struct.pack(">I", len(body) + 8) + name + body


def mp4(brand=b"isom"):
    """A film that says when and where it was made."""
    header = box(b"mvhd", bytes(4) + b"\xe1\xe1\xe1\xe1\xe2\xe2\xe2\xe2" + bytes(88))
    place = box(b"udta", box(b"\xa9xyz", b"+39.1252+117.1900/"))
    return box(b"ftyp", brand + bytes(4) + brand) + box(b"moov", header + place) + box(b"mdat", b"pictures" * 50)


def mp3():
    """Sound with tags before and behind."""
    frames = (b"\xff\xfb\x90\x64" + bytes(413)) * 8
    tag = b"TPE1\0\0\0\x0b\0\0\0Zhang San" + bytes(9)
    return b"ID3\x03\0\0\0\0\0" + bytes([len(tag)]) + tag + frames + b"TAG" + b"Zhang San".ljust(125, b"\0")


EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(44) + b"\x80\0\0\0" + bytes(64) + b"PE\0\0L\x01" + bytes(400)
