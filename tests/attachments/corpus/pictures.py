"""Pictures that are something else too, tell of their maker, or explode."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from tests.attachments import sample_files as make
from tests.attachments.corpus import CANARY, DAMAGED, MISMATCHED, PAGE, REFUSED, SCRIPT, TOO_DETAILED, WORD


def chunk(name, body):
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(extra=b"", tail=b""):
    """A PNG with a chunk before its pixels and bytes behind its end."""
    whole = make.photo("PNG")
    at = whole.index(b"IDAT") - 4
    return whole[:at] + extra + whole[at:] + tail


def jpeg(segment=b"", tail=b"", marker=0xFE):
    """A JPEG with a segment in front and bytes behind its end."""
    whole = make.photo()
    said = b"\xff" + bytes([marker]) + struct.pack(">H", len(segment) + 2) + segment if segment else b""
    return whole[:2] + said + whole[2:] + tail


def gif(extra=b"", tail=b"", frames=1, size=(20, 20)):
    """A GIF with an extension block in front of its first frame."""
    out = io.BytesIO()
    pictures = [Image.new("P", size, colour % 250) for colour in range(frames)]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:])
    whole = out.getvalue()
    at = 13 + 3 * 2 ** ((whole[10] & 7) + 1) if whole[10] & 0x80 else 13
    return whole[:at] + extra + whole[at:] + tail


def gif_header(width, height):
    """A GIF that claims a size."""
    return b"GIF89a" + struct.pack("<HH", width, height) + gif()[10:]


def jpeg_header(width, height):
    """A JPEG that claims a size."""
    whole = bytearray(make.photo())
    at = whole.index(b"\xff\xc0") + 5
    whole[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def webp(**options):
    """A WebP picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "WEBP", **options)
    return out.getvalue()


def with_xmp(format_name):
    """A picture with a packet of XMP."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, format_name, xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>")
    return out.getvalue()


def with_text(packed):
    """A PNG with text of every kind."""
    said, out = PngImagePlugin.PngInfo(), io.BytesIO()
    said.add_text("Author", WORD, zip=packed)
    said.add_itxt("Comment", WORD, zip=packed)
    Image.new("RGB", (40, 30), "red").save(out, "PNG", pnginfo=said)
    return out.getvalue()


def saved(format_name, size=(40, 30), **options):
    """A picture of another kind."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, format_name, **options)
    return out.getvalue()


EXIF = Image.Exif()
EXIF[0x010E] = EXIF[0x013B] = EXIF[0x9286] = WORD
COMMENT = b"\x21\xfe" + bytes([len(PAGE)]) + PAGE + b"\0"
ZIP = make.zipped({"evil.html": PAGE})

CASES = {
    "JPEG with a page in a comment": ("a.jpg", lambda: jpeg(PAGE), ""),
    "JPEG with a page behind its end": ("a.jpg", lambda: jpeg(tail=PAGE), ""),
    "JPEG with a zip behind its end": ("a.jpg", lambda: jpeg(tail=ZIP + CANARY), ""),
    "JPEG with a script in APP13": ("a.jpg", lambda: jpeg(SCRIPT, marker=0xED), ""),
    "JPEG with a maker's block": ("a.jpg", lambda: jpeg(CANARY, marker=0xE5), ""),
    "JPEG with a false colour profile": ("a.jpg", lambda: jpeg(b"ICC_PROFILE\0\1\1" + CANARY, marker=0xE2), ""),
    "JPEG with EXIF words": ("a.jpg", lambda: saved("JPEG", exif=EXIF), ""),
    "JPEG with XMP": ("a.jpg", lambda: with_xmp("JPEG"), ""),
    "JPEG with a second picture behind it": ("a.jpg", lambda: jpeg(tail=jpeg(CANARY)), ""),
    "JPEG with a thumbnail that tells": ("a.jpg", lambda: jpeg(b"Exif\0\0MM" + jpeg(CANARY)[:900], marker=0xE1), ""),
    "JPEG with script instead of JFIF": ("a.jpg", lambda: jpeg(b"JFXX\0" + SCRIPT, marker=0xE0), ""),
    "progressive JPEG with a comment": ("a.jpg", lambda: saved("JPEG", progressive=True, comment=CANARY), ""),
    "JPEG that claims 65500 x 65500": ("a.jpg", lambda: jpeg_header(65500, 65500), TOO_DETAILED),
    "JPEG that claims 9000 x 9000": ("a.jpg", lambda: jpeg_header(9000, 9000), TOO_DETAILED),
    "JPEG of no size": ("a.jpg", lambda: jpeg_header(0, 0), DAMAGED),
    "JPEG cut in half": ("a.jpg", lambda: make.photo(size=(900, 900))[:4000], DAMAGED),
    "JPEG of only its first bytes": ("a.jpg", lambda: b"\xff\xd8\xff\xe0", DAMAGED),
    "PNG with plain text": ("a.png", lambda: with_text(False), ""),
    "PNG with packed text": ("a.png", lambda: with_text(True), ""),
    "PNG with EXIF": ("a.png", lambda: saved("PNG", exif=EXIF), ""),
    "PNG with a private chunk": ("a.png", lambda: png(chunk(b"prVt", CANARY)), ""),
    "PNG with a page as a comment": ("a.png", lambda: png(chunk(b"tEXt", b"Comment\0" + PAGE)), ""),
    "PNG with a named colour profile": ("a.png", lambda: png(chunk(b"iCCP", CANARY + b"\0\0" + zlib.compress(CANARY))), ""),
    "PNG with a zip behind its end": ("a.png", lambda: png(tail=ZIP + CANARY), ""),
    "PNG with a page behind its end": ("a.png", lambda: png(tail=PAGE), ""),
    "PNG with a time": ("a.png", lambda: png(chunk(b"tIME", b"\x07\xe2\1\1\1\1\1") + chunk(b"tEXt", b"x\0" + CANARY)), ""),
    "PNG with a text that unpacks to 200 MB": (
        "a.png", lambda: png(chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(200 << 20), 9))), DAMAGED),
    "PNG of 50000 x 50000": ("a.png", lambda: make.bomb(50_000, 50_000, rows=20), TOO_DETAILED),
    "PNG of 13000 x 13000": ("a.png", lambda: make.bomb(13_000, 13_000, rows=10), TOO_DETAILED),
    "PNG of 2 billion x 1": ("a.png", lambda: make.bomb(2_000_000_000, 1, rows=0), TOO_DETAILED),
    "PNG without its pixels": ("a.png", lambda: make.bomb(4000, 4000, rows=1), ""),
    "PNG of only its first bytes": ("a.png", lambda: b"\x89PNG\r\n\x1a\n", DAMAGED),
    "animated PNG with words in its second frame": (
        "a.png", lambda: png(chunk(b"acTL", struct.pack(">II", 2, 0)), tail=chunk(b"fdAT", CANARY)), ""),
    "GIF that is a script": ("a.gif", lambda: gif(COMMENT, tail=SCRIPT), ""),
    "GIF with a comment": ("a.gif", lambda: gif(COMMENT), ""),
    "GIF with bytes behind its end": ("a.gif", lambda: gif(tail=PAGE), ""),
    "GIF whose size is a script": ("a.gif", lambda: b"GIF89a" + SCRIPT, DAMAGED),
    "GIF of 65535 x 65535": ("a.gif", lambda: gif_header(65535, 65535), TOO_DETAILED),
    "GIF of 2000 frames": ("a.gif", lambda: gif(COMMENT, frames=2000), ""),
    "GIF with the words in its last frame": ("a.gif", lambda: gif(tail=b"", frames=3)[:-1] + COMMENT + b";", ""),
    "WebP with XMP": ("a.webp", lambda: with_xmp("WEBP"), ""),
    "WebP with EXIF": ("a.webp", lambda: webp(exif=EXIF.tobytes()), ""),
    "WebP with bytes behind its end": ("a.webp", lambda: webp() + PAGE, ""),
    "WebP cut in half": ("a.webp", lambda: webp()[:40], DAMAGED),
    "HEIC with bytes behind its end": ("a.heic", lambda: make.heic() + make.box(b"free", CANARY), ""),
    "HEIC with a page in a box": ("a.heic", lambda: make.heic() + make.box(b"uuid", PAGE), ""),
    "HEIC cut in half": ("a.heic", lambda: make.heic()[:400], DAMAGED),
    "HEIC without a picture": ("a.heic", lambda: make.box(b"ftyp", b"heic\0\0\0\0mif1heic") + make.box(b"meta", CANARY), DAMAGED),
    "TIFF as JPEG": ("a.jpg", lambda: saved("TIFF"), MISMATCHED),
    "BMP as PNG": ("a.png", lambda: saved("BMP"), MISMATCHED),
    "icon as PNG": ("a.png", lambda: saved("ICO", (32, 32)), MISMATCHED),
    "JPEG 2000 as JPEG": ("a.jpg", lambda: saved("JPEG2000"), MISMATCHED),
    "JPEG 2000 of 60000 x 60000": (
        "a.jpg", lambda: saved("JPEG2000").replace(struct.pack(">II", 30, 40), struct.pack(">II", 60_000, 60_000)), MISMATCHED),
    "PostScript as JPEG": ("a.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(x) show", MISMATCHED),
    "SVG": ("a.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", REFUSED),
    "SVG as PNG": ("a.png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", MISMATCHED),
    "page as JPEG": ("a.jpg", lambda: PAGE, MISMATCHED),
    "script as GIF": ("a.gif", lambda: SCRIPT, MISMATCHED),
}  # fmt: skip
