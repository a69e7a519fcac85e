"""Sound, film and text that are something else too."""

import io
import struct

from tests.attachments import sample_files as make
from tests.attachments.corpus import CANARY, DAMAGED, MISMATCHED, PAGE, REFUSED, SCRIPT, WORD

FRAME = b"\xff\xfb\x90\x64" + bytes(413)


def tagged(body):
    """Sound behind a tag."""
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + body + FRAME * 8


def ape():
    """Sound before an APE tag."""
    item = struct.pack("<II", len(CANARY), 0) + b"Artist\0" + CANARY
    head = b"APETAGEX" + struct.pack("<IIII", 2000, len(item) + 32, 1, 0) + bytes(8)
    return FRAME * 8 + head + item + head


def fragmented():
    """A film in pieces, as a browser records it."""
    handler = make.box(b"hdlr", bytes(8) + b"vide" + bytes(12) + CANARY + b"\0")
    moov = make.box(b"moov", make.box(b"trak", make.box(b"mdia", handler)) + make.box(b"udta", CANARY))
    return make.box(b"ftyp", b"isom\0\0\0\0isom") + moov + make.box(b"moof", make.box(b"mfhd", bytes(8))) + make.box(b"mdat", b"pictures")


def old_office(stream):
    """An old Office container that names a stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + stream.encode("utf-16-le") + bytes(1000)


def utf16(text):
    """Text with a mark in front."""
    return io.BytesIO(text.encode("utf-16")).getvalue()


CASES = {
    "MP3 with a page in front": ("a.mp3", lambda: PAGE + FRAME * 8, DAMAGED),
    "MP3 with a page behind": ("a.mp3", lambda: FRAME * 8 + PAGE, ""),
    "MP3 with a page between": ("a.mp3", lambda: FRAME * 8 + PAGE + FRAME * 8, ""),
    "MP3 with a page in its tag": ("a.mp3", lambda: tagged(b"TXXX\0\0\0\x40\0\0\0" + PAGE), ""),
    "MP3 with a cover": ("a.mp3", lambda: tagged(b"APIC\0\0\x10\0\0\0\0image/jpeg\0\0\0" + make.photo() + CANARY), ""),
    "MP3 with two tags": ("a.mp3", lambda: tagged(b"x" * 20)[:30] + tagged(CANARY), ""),
    "MP3 with an APE tag": ("a.mp3", ape, ""),
    "MP3 with lyrics": ("a.mp3", lambda: FRAME * 8 + b"LYRICSBEGIN" + CANARY + b"000024LYRICS200", ""),
    "MP3 with an old tag": ("a.mp3", lambda: FRAME * 8 + b"TAG" + CANARY.ljust(125, b"\0"), ""),
    "MP3 with a zip behind": ("a.mp3", lambda: FRAME * 8 + make.zipped({"a": CANARY}) + CANARY, ""),
    "MP3 without sound": ("a.mp3", lambda: b"ID3\x03\0\0\0\0\0\0" + CANARY, DAMAGED),
    "MP3 of one frame": ("a.mp3", lambda: FRAME, DAMAGED),
    "MP3 whose tag is longer than the file": ("a.mp3", lambda: b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + FRAME * 8, DAMAGED),
    "MP4 with a page in a free box": ("a.mp4", lambda: make.mp4(inside=PAGE), ""),
    "MP4 with a page among the pictures": ("a.mp4", lambda: make.mp4(inside=PAGE), ""),
    "MP4 with a box nobody knows": ("a.mp4", lambda: make.mp4(tail=make.box(b"uuid", bytes(16) + CANARY)), ""),
    "MP4 with a box of sixty-four bits": (
        "a.mp4", lambda: make.mp4(tail=struct.pack(">I", 1) + b"uuid" + struct.pack(">Q", 16 + len(CANARY)) + CANARY), ""),
    "MP4 with a last box without a size": ("a.mp4", lambda: make.mp4(tail=bytes(4) + b"uuid" + CANARY), ""),
    "MP4 with a page behind its end": ("a.mp4", lambda: make.mp4(tail=PAGE), DAMAGED),
    "MP4 with a few bytes behind its end": ("a.mp4", lambda: make.mp4(tail=b"bytes"), ""),
    "MP4 with a place": ("a.mp4", lambda: make.mp4(tail=make.box(b"meta", CANARY)), ""),
    "MP4 of nothing but a metadata track": ("a.mp4", lambda: make.mp4(handler=b"meta"), DAMAGED),
    "MP4 whose table runs over": ("a.mp4", lambda: make.mp4().replace(make.numbers(0, 50), b"\0\0\0\0\0\x0f\xff\xff"), DAMAGED),
    "MP4 whose table has billions of rows": (
        "a.mp4", lambda: make.mp4().replace(make.numbers(0, 50), make.numbers(0, 0xFFFFFFFF)), DAMAGED),
    "MP4 without pictures": ("a.mp4", lambda: make.box(b"ftyp", b"isom\0\0\0\0isom") + make.box(b"moov", b""), DAMAGED),
    "MP4 of boxes in boxes": ("a.mp4", lambda: make.box(b"ftyp", b"isom\0\0\0\0isom") + nested_boxes(), DAMAGED),
    "MP4 cut in half": ("a.mp4", lambda: make.mp4()[:300], DAMAGED),
    "MP4 in pieces": ("a.mp4", fragmented, ""),
    "M4A with a cover": ("a.m4a", lambda: make.mp4(b"M4A ", tail=make.box(b"meta", make.photo() + CANARY), handler=b"soun"), ""),
    "M4A cut in half": ("a.m4a", lambda: make.mp4(b"M4A ")[:300], DAMAGED),
    "text that is a page": ("a.txt", lambda: PAGE, MISMATCHED),
    "text that is a page behind blanks": ("a.txt", lambda: b"\n \t" + PAGE, MISMATCHED),
    "text that is a page behind a mark": ("a.txt", lambda: b"\xef\xbb\xbf" + PAGE, MISMATCHED),
    "text that is a page in UTF-16": ("a.txt", lambda: utf16(PAGE.decode()), MISMATCHED),
    "text that is a script tag": ("a.txt", lambda: b"<ScRiPt>alert(1)</ScRiPt>", MISMATCHED),
    "text that is PHP": ("a.txt", lambda: b"<?php system($_GET[0]);", MISMATCHED),
    "text that is a shell script": ("a.txt", lambda: b"#!/bin/sh\nrm -rf /", MISMATCHED),
    "text that is SVG": ("a.txt", lambda: b"<svg onload=alert(1)>", MISMATCHED),
    "text that is XML": (
        "a.txt", lambda: b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>", MISMATCHED),
    "text that is a page behind a comment": ("a.txt", lambda: b"<!-- x --><script>alert(1)</script>", MISMATCHED),
    "text that is a program": ("a.txt", lambda: make.EXE, MISMATCHED),
    "text with a NUL": ("a.txt", lambda: b"a\0b", MISMATCHED),
    "text with control characters": ("a.txt", lambda: b"a\x1b[31mb\x08", MISMATCHED),
    "old Word": ("a.doc", lambda: old_office("WordDocument"), "旧版"),
    "old Word as docx": ("a.docx", lambda: old_office("WordDocument"), "旧版"),
    "locked Word": ("a.docx", lambda: old_office("EncryptedPackage"), "密码保护"),
    "locked Excel": ("a.xlsx", lambda: old_office("EncryptedPackage"), "密码保护"),
    "zip": ("a.zip", lambda: make.zipped({"a": SCRIPT}), REFUSED),
    "zip as Word": ("a.docx", lambda: make.zipped({"a": SCRIPT}), MISMATCHED),
    "program as Word": ("a.docx", lambda: make.EXE, MISMATCHED),
    "page": ("a.html", lambda: PAGE, REFUSED),
    "script": ("a.js", lambda: SCRIPT, REFUSED),
    "words": ("a.csv", lambda: WORD.encode(), REFUSED),
}  # fmt: skip


def nested_boxes():
    """Boxes in boxes in boxes."""
    inner = b""
    for _ in range(3000):
        inner = make.box(b"moov", inner)
    return inner + make.box(b"mdat", b"x")
