"""PDF: everything that acts, hides or tells of its author is taken out; the pages stay as they are."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf.settings import set_qpdf_limits

from portal.attachments import refusals
from portal.attachments.cleaned import Cleaned
from portal.attachments.pdf_pictures import clean_stream

MAX_STREAM_BYTES = 256 * 1024 * 1024  # unpacked; a page of text has kilobytes, a scan in full colour some ten million
_UNWANTED_KEYS = (
    "/OpenAction", "/AA", "/JavaScript", "/JS", "/EmbeddedFiles", "/AF", "/EF", "/RF", "/Metadata", "/PieceInfo", "/XFA", "/Collection",
    "/LastModified", "/RichMediaContent", "/RichMediaSettings", "/SpiderInfo", "/Thumb", "/CreatorInfo", "/OPI", "/Ref", "/Perms", "/Legal",
    "/DSS", "/Requirements", "/Extensions", "/Threads", "/Renditions", "/CreationDate", "/ModDate",
)  # fmt: skip
_UNWANTED_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/GoToDp", "/Rendition", "/Movie", "/Sound",
    "/RichMediaExecute", "/GoTo3DView", "/ResetForm", "/Hide", "/SetOCGState", "/Trans", "/Thread",
})  # fmt: skip
_ACTION_KEYS = ("/A", "/PA", "/Next")
_HARMLESS_ACTIONS = frozenset({"/GoTo", "/URI", "/Named"})
_MOVES = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_LINKS = (b"http://", b"https://", b"mailto:")
_UNWANTED_ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/TrapNet", "/PrinterMark"})
_STREAM_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
_TAIL_BYTES = 2048
_DEEPEST = 60

# A stream that unpacks to more is not unpacked.
set_qpdf_limits(flate_max_memory=MAX_STREAM_BYTES, run_length_max_memory=MAX_STREAM_BYTES, png_max_memory=MAX_STREAM_BYTES)
set_qpdf_limits(tiff_max_memory=MAX_STREAM_BYTES, dct_max_memory=MAX_STREAM_BYTES, dct_max_progressive_scans=100)


def clean_pdf(data: bytes) -> Cleaned:
    """The PDF without actions, scripts, embedded files and metadata. Raises ``RuleBroken`` when protected, broken or empty."""
    if b"%%EOF" not in data[-_TAIL_BYTES:]:
        raise refusals.damaged()  # the end is missing: repair would silently lose pages
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            return _clean_open(pdf)
    except pikepdf.PasswordError:
        raise refusals.protected() from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError, KeyError, AttributeError):
        raise refusals.damaged() from None


def _clean_open(pdf: pikepdf.Pdf) -> Cleaned:
    page_count = len(pdf.pages)
    if page_count == 0:
        raise refusals.damaged()
    _remove(pdf.trailer, [key for key in pdf.trailer.keys() if key not in {"/Root", "/Size"}])  # noqa: SIM118
    _remove(pdf.Root, ["/URI"])  # what relative links are relative to
    for page in pdf.pages:
        _drop_annotations(page.obj)
    for thing in pdf.objects:
        for part in _parts(thing):
            _clean_dictionary(part)
        if isinstance(thing, pikepdf.Stream):
            _remove(thing, _STREAM_ELSEWHERE)
            clean_stream(thing)
    out = io.BytesIO()
    # Every stream is packed anew, so that nothing hides behind its end; what no page leads to is not written.
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True)
    return Cleaned(out.getvalue(), "application/pdf", "pdf", page_count=page_count)


def _parts(thing: Any, depth: int = 0) -> Iterator[Any]:
    """A dictionary and the dictionaries written inside it; those it points to come by themselves."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        children = [value for _key, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _parts(child, depth + 1)


def _clean_dictionary(part: Any) -> None:
    if "/ByteRange" in part or str(part.get("/S", "")) in _UNWANTED_ACTIONS:
        _remove(part, list(part.keys()))  # a signature, no longer true of these bytes, names its signer
    _remove(part, _UNWANTED_KEYS)
    for key in _ACTION_KEYS:
        action = part.get(key)
        if isinstance(action, pikepdf.Dictionary) and "/S" in action and not _is_harmless(action):
            _remove(action, list(action.keys()))
    if "/Rect" in part:  # when and by whom a remark was made; the /T of a form field is its name
        _remove(part, ("/M", "/NM") if str(part.get("/Subtype", "")) == "/Widget" else ("/M", "/NM", "/T"))


def _remove(part: Any, keys: Iterable[str]) -> None:
    for key in keys:
        if key in part:
            del part[key]


def _is_harmless(action: pikepdf.Dictionary) -> bool:
    kind = str(action["/S"])
    if kind == "/URI":
        target = action.get("/URI")
        return isinstance(target, pikepdf.String) and bytes(target).strip().lower().startswith(_LINKS)
    return kind in _HARMLESS_ACTIONS and (kind != "/Named" or str(action.get("/N", "")) in _MOVES)


def _drop_annotations(page: Any) -> None:
    annotations = page.get("/Annots")
    if isinstance(annotations, pikepdf.Array):
        kept = [one for one in annotations if str(one.get("/Subtype", "")) not in _UNWANTED_ANNOTATIONS]
        page["/Annots"] = pikepdf.Array(kept)
