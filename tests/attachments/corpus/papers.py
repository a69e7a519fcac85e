"""PDF that acts, hides, tells of its author, or explodes."""

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from tests.attachments import sample_files as make
from tests.attachments.corpus import CANARY, DAMAGED, PAGE, PROTECTED, SCRIPT, WORD
from tests.attachments.corpus.pictures import jpeg, saved

SAID = String(WORD)
ACT = {
    "JavaScript": lambda: Dictionary(S=Name.JavaScript, JS=SAID),
    "Launch": lambda: Dictionary(S=Name.Launch, F=SAID),
    "Launch on Windows": lambda: Dictionary(S=Name.Launch, Win=Dictionary(F=SAID, P=SAID)),
    "GoToR": lambda: Dictionary(S=Name.GoToR, F=SAID, D=Array([0])),
    "GoToE": lambda: Dictionary(S=Name.GoToE, F=SAID),
    "SubmitForm": lambda: Dictionary(S=Name.SubmitForm, F=SAID),
    "ImportData": lambda: Dictionary(S=Name.ImportData, F=SAID),
    "Rendition": lambda: Dictionary(S=Name.Rendition, JS=SAID),
    "Named Print": lambda: Dictionary(S=Name.Named, N=Name("/" + WORD)),
    "an unknown action": lambda: Dictionary(S=Name("/Future"), What=SAID),
    "a script address": lambda: Dictionary(S=Name.URI, URI=String("javascript:" + WORD)),
    "a file address": lambda: Dictionary(S=Name.URI, URI=String("file:///C:/" + WORD)),
    "a share": lambda: Dictionary(S=Name.URI, URI=String("\\\\server\\" + WORD)),
    "an action after a harmless one": lambda: Dictionary(S=Name.GoTo, D=Array([0]), Next=Dictionary(S=Name.JavaScript, JS=SAID)),
}


def built(change=None, pages=1, **saving):
    """A PDF, changed before it is saved."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, static_id=True, **saving)
    return out.getvalue()


def in_root(key, value):
    """A PDF with something in its catalogue."""
    return lambda: built(lambda document: document.Root.__setitem__(key, document.make_indirect(value(document))))


def on_page(key, value):
    """A PDF with something at its page."""
    return lambda: built(lambda document: document.pages[0].obj.__setitem__(key, document.make_indirect(value(document))))


def annotated(**entries):
    """A PDF with a remark, link or field of these entries; one that is a function is made for this PDF alone."""
    given = {"Type": Name.Annot, "Subtype": Name.Link, "Rect": Array([0, 0, 9, 9])} | entries

    def change(document):
        fresh = {key: value() if callable(value) else value for key, value in given.items()}
        document.pages[0].obj.Annots = Array([document.make_indirect(Dictionary(**fresh))])

    return lambda: built(change)


def pictured(data, filters, **entries):
    """A PDF with a picture stored like this."""

    def change(document):
        picture = Stream(document, data)
        picture.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 40, "/Height": 30, "/ColorSpace": Name.DeviceRGB})
        picture.update({"/BitsPerComponent": 8, "/Filter": filters} | entries)
        document.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im0=picture))

    return lambda: built(change)


def with_content(data, **entries):
    """A PDF whose page is drawn by this stream, taken as it is."""

    def change(document):
        document.pages[0].obj.Contents = Stream(document, data, **entries)

    return built(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def outlined(document):
    """A bookmark that starts a program."""
    item = document.make_indirect(Dictionary(Title=String("x"), A=ACT["Launch"]()))
    document.Root.Outlines = document.make_indirect(Dictionary(First=item, Last=item, Count=1))


def informed(document):
    """Words about the document."""
    document.docinfo["/Author"] = WORD
    document.docinfo["/Custom"] = WORD
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [WORD]


def orphaned(document):
    """An object no page leads to, and one that only the trailer does."""
    document.make_indirect(Dictionary(Hidden=SAID))
    document.trailer["/Secret"] = document.make_indirect(Dictionary(Hidden=SAID))


def signed(document):
    """A signature that names its signer."""
    signature = document.make_indirect(Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=SAID, Name=SAID, Reason=SAID))
    field = document.make_indirect(Dictionary(FT=Name.Sig, T=String("Signature1"), V=signature))
    document.Root.AcroForm = Dictionary(Fields=Array([field]))


def bombed(depth=4):
    """A page whose stream unpacks, again and again, to billions of bytes."""
    data = bytes(60 << 20)
    for _ in range(depth):
        data = zlib.compress(data, 9)
    return with_content(data, Filter=Array([Name.FlateDecode] * depth))


def written(objects, trailer=b"", front=b"%PDF-1.7\n", tail=b""):
    """A PDF written by hand."""
    out, places = front, []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + b"trailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start) + tail


PAGES = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]


def updated():
    """A PDF whose first version said more than its last."""
    old = written(
        [*PAGES[:2], b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>", b"<</Length 20>>stream\n" + CANARY + b"\nendstream"]
    )
    at, start = len(old), old.rindex(b"xref\n0")
    new = b"3 0 obj\n" + PAGES[2] + b"\nendobj\n"
    table = b"xref\n3 1\n%010d 00000 n \ntrailer\n<</Root 1 0 R/Size 5/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (at, start, at + len(new))
    return old + new + table


def object_stream_bomb():
    """A stream of objects that unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1000)) + packer.flush()
    stream = b"<</Type/ObjStm/N 1/First 8/Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream"
    return with_content(b"") + b"9 0 obj\n" + stream + b"\nendobj\nstartxref\n0\n%%EOF"


CASES = {
    **{f"PDF with {what} at opening": ("a.pdf", in_root("/OpenAction", lambda _d, act=act: act()), "") for what, act in ACT.items()
       if "after" not in what and what not in {"Named Print"}},
    **{f"PDF with {what} behind a link": ("a.pdf", annotated(A=act), "") for what, act in ACT.items()},
    "PDF with a script at its page": ("a.pdf", on_page("/AA", lambda _d: Dictionary(O=ACT["JavaScript"]())), ""),
    "PDF with a script at its field": (
        "a.pdf", annotated(Subtype=Name.Widget, AA=lambda: Dictionary(K=ACT["JavaScript"]()), T=String("f")), ""),
    "PDF with a script by name": (
        "a.pdf", in_root(
            "/Names",
            lambda _d: Dictionary(JavaScript=Dictionary(Names=Array([SAID, ACT["JavaScript"]()])))), ""),
    "PDF with a script in its name's digits": (
        "a.pdf",
        lambda: written([b"<</Type/Catalog/Pages 2 0 R/Open#41ction<</S/J#61va#53cript/J#53(" + CANARY + b")>>>>", *PAGES[1:]]), ""),
    "PDF with a program behind a bookmark": ("a.pdf", lambda: built(outlined), ""),
    "PDF with a file inside": ("a.pdf", lambda: built(lambda d: d.attachments.__setitem__("x.exe", CANARY)), ""),
    "PDF with an associated file": ("a.pdf", in_root("/AF", lambda d: Array([Dictionary(EF=Dictionary(F=Stream(d, CANARY)), F=SAID)])), ""),
    "PDF with a file as a remark": (
        "a.pdf", annotated(Subtype=Name.FileAttachment, FS=Dictionary(Type=Name.Filespec, F=SAID)), ""),
    "PDF with a film": ("a.pdf", annotated(Subtype=Name.RichMedia, RichMediaContent=Dictionary(Assets=SAID)), ""),
    "PDF with a portfolio": ("a.pdf", in_root("/Collection", lambda _d: Dictionary(D=SAID)), ""),
    "PDF with an XFA form": ("a.pdf", in_root("/AcroForm", lambda d: Dictionary(Fields=Array([]), XFA=Stream(d, CANARY))), ""),
    "PDF with its author": ("a.pdf", lambda: built(informed), ""),
    "PDF with metadata at its page": ("a.pdf", on_page("/Metadata", lambda d: Stream(d, CANARY)), ""),
    "PDF with an application's data": ("a.pdf", on_page("/PieceInfo", lambda _d: Dictionary(App=SAID)), ""),
    "PDF with a picture of its older page": ("a.pdf", on_page("/Thumb", lambda d: Stream(d, CANARY)), ""),
    "PDF with the author of a remark": ("a.pdf", annotated(Subtype=Name.Text, T=SAID, NM=SAID, M=SAID), ""),
    "PDF with the address it was taken from": ("a.pdf", in_root("/SpiderInfo", lambda _d: Dictionary(C=SAID)), ""),
    "PDF with a base address": ("a.pdf", in_root("/URI", lambda _d: Dictionary(Base=SAID)), ""),
    "PDF with the maker of its layers": (
        "a.pdf", in_root("/OCProperties", lambda _d: Dictionary(OCGs=Array([Dictionary(Usage=Dictionary(CreatorInfo=SAID))]))), ""),
    "PDF with a signer": ("a.pdf", lambda: built(signed), ""),
    "PDF with words nobody reads": ("a.pdf", lambda: built(orphaned), ""),
    "PDF with its older version": ("a.pdf", updated, ""),
    "PDF with a stream elsewhere": ("a.pdf", on_page("/Contents", lambda d: Stream(d, b"", F=SAID)), ""),
    "PDF with a page of another PDF": (
        "a.pdf", on_page("/Resources", lambda d: Dictionary(XObject=Dictionary(X=Stream(d, b"", Ref=Dictionary(F=SAID))))), ""),
    "PDF with bytes behind a packed stream": (
        "a.pdf", lambda: with_content(zlib.compress(b"q Q") + CANARY, Filter=Name.FlateDecode), ""),
    "PDF with a place in its photo": ("a.pdf", pictured(saved("JPEG", comment=CANARY), Name.DCTDecode), ""),
    "PDF with bytes behind its photo": ("a.pdf", pictured(jpeg(tail=CANARY), Name.DCTDecode), ""),
    "PDF with a packed photo": (
        "a.pdf", pictured(zlib.compress(jpeg(CANARY, tail=CANARY)), Array([Name.FlateDecode, Name.DCTDecode])), ""),
    "PDF with a photo in digits": (
        "a.pdf", pictured(jpeg(CANARY).hex().encode() + b">", Array([Name.ASCIIHexDecode, Name.DCTDecode])), ""),
    "PDF with a photo that is none": ("a.pdf", pictured(PAGE, Name.DCTDecode), ""),
    "PDF with a JPEG 2000 that tells": ("a.pdf", pictured(saved("JPEG2000", comment=CANARY), Name.JPXDecode), ""),
    "PDF with a JPEG 2000 with a box": (
        "a.pdf", pictured(saved("JPEG2000")[:12] + make.box(b"xml ", CANARY) + saved("JPEG2000")[12:], Name.JPXDecode), ""),
    "PDF with a page in front": ("a.pdf", lambda: PAGE + built(), ""),
    "PDF with a script in front": ("a.pdf", lambda: b"/*" + built() + SCRIPT + b"\n%%EOF", ""),
    "PDF with bytes in front": ("a.pdf", lambda: CANARY + built(), ""),
    "PDF with a zip behind": ("a.pdf", lambda: built() + make.zipped({"a.html": PAGE}) + CANARY, ""),
    "PDF with a long zip behind": ("a.pdf", lambda: built() + bytes(4000) + CANARY, DAMAGED),
    "locked PDF": ("a.pdf", lambda: make.pdf(password="secret"), PROTECTED),
    "PDF that forbids copying": (
        "a.pdf", lambda: built(informed, encryption=pikepdf.Encryption(owner="secret", user="")), ""),
    "PDF that unpacks for ever": ("a.pdf", bombed, ""),
    "PDF with a bomb of objects": ("a.pdf", object_stream_bomb, ""),
    "PDF of deep brackets": (
        "a.pdf", lambda: written([b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 50_000 + b"]" * 50_000 + b">>", *PAGES[1:]]), DAMAGED),
    "PDF of dictionaries in dictionaries": (
        "a.pdf", lambda: written([b"<</Type/Catalog/Pages 2 0 R/X " + b"<</X " * 300 + b"1" + b">>" * 300 + b">>", *PAGES[1:]]), DAMAGED),
    "PDF whose pages are its pages": (
        "a.pdf", lambda: written([PAGES[0], b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"]), DAMAGED),
    "PDF that says it has a billion pages": (
        "a.pdf", lambda: written([PAGES[0], b"<</Type/Pages/Kids[3 0 R]/Count 999999999>>", PAGES[2]]), ""),
    "PDF without pages": ("a.pdf", lambda: written([PAGES[0], b"<</Type/Pages/Kids[]/Count 0>>"]), DAMAGED),
    "PDF cut in half": ("a.pdf", lambda: make.pdf()[:3000], DAMAGED),
    "PDF of only its first line": ("a.pdf", lambda: b"%PDF-1.7\n%%EOF", DAMAGED),
    "Word as PDF": ("a.pdf", make.docx, DAMAGED),
}  # fmt: skip
