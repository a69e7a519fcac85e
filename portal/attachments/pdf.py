"""PDF: everything that acts, hides or tells of its author is taken out; the pages stay as they are."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from portal.attachments import refusals
from portal.attachments.cleaned import Cleaned
from portal.attachments.jpeg import strip_segments

_UNWANTED_KEYS = (
    "/OpenAction", "/AA", "/JavaScript", "/JS", "/EmbeddedFiles", "/AF", "/EF",
    "/Metadata", "/PieceInfo", "/XFA", "/Collection", "/LastModified", "/RichMediaContent",
)  # fmt: skip
_UNWANTED_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute",
})  # fmt: skip
_UNWANTED_ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_TAIL_BYTES = 2048
_DEEPEST = 60


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
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    for page in pdf.pages:
        _drop_annotations(page.obj)
    for thing in pdf.objects:
        for part in _parts(thing):
            _clean_dictionary(part)
        if isinstance(thing, pikepdf.Stream):
            _clean_picture(thing)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
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
    for key in _UNWANTED_KEYS:
        if key in part:
            del part[key]
    if str(part.get("/S", "")) in _UNWANTED_ACTIONS:
        for key in list(part.keys()):
            del part[key]
    if "/Rect" in part and str(part.get("/Subtype", "")) != "/Widget" and "/T" in part:
        del part["/T"]  # a remark's author; the /T of a form field is its name


def _drop_annotations(page: Any) -> None:
    annotations = page.get("/Annots")
    if isinstance(annotations, pikepdf.Array):
        kept = [one for one in annotations if str(one.get("/Subtype", "")) not in _UNWANTED_ANNOTATIONS]
        page["/Annots"] = pikepdf.Array(kept)


def _clean_picture(stream: pikepdf.Stream) -> None:
    """A photograph inside a PDF can carry the place where it was taken."""
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names == ["/DCTDecode"]:
        stream.write(strip_segments(stream.read_raw_bytes()), filter=pikepdf.Name("/DCTDecode"))
