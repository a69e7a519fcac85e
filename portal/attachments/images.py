"""Pictures: bounded before they are decoded, turned upright, drawn anew without metadata, shrunk to what a screen shows."""

import io
from typing import Any

import pillow_heif
from PIL import Image, ImageOps

from portal.attachments import refusals
from portal.attachments.cleaned import Cleaned

MAX_PIXELS = 36_000_000  # ordinary phone photos have 12 to 24 million; decoding more costs too much memory
MAX_SIDE = 2560
JPEG_QUALITY = 88
_SAVED_AS = {"PNG": "PNG", "GIF": "PNG"}  # drawings and screenshots stay lossless, photographs become JPEG

pillow_heif.register_heif_opener()


def clean_image(data: bytes, format_name: str) -> Cleaned:
    """A new picture of the first frame. Raises ``RuleBroken`` when it is broken or has more than ``MAX_PIXELS`` pixels."""
    try:
        with Image.open(io.BytesIO(data), formats=[format_name]) as source:
            return _draw_anew(source, _SAVED_AS.get(format_name, "JPEG"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise refusals.refusal(f"图片尺寸太大，最多 {MAX_PIXELS // 10_000} 万像素。请缩小后再上传。") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, RuntimeError):
        raise refusals.damaged() from None


def _draw_anew(source: Image.Image, save_as: str) -> Cleaned:
    if source.width * source.height > MAX_PIXELS:
        raise refusals.too_detailed(source.width, source.height, MAX_PIXELS)
    source.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG only: decodes straight to a smaller size
    source.load()
    upright: Any = ImageOps.exif_transpose(source)
    upright = upright.convert(_mode_for(upright, save_as))
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    # A picture that never saw the old one's info carries none of it.
    fresh = Image.new(upright.mode, upright.size)
    fresh.paste(upright)
    out = io.BytesIO()
    fresh.save(out, save_as, quality=JPEG_QUALITY, optimize=True)
    extension = "png" if save_as == "PNG" else "jpg"
    media_type = "image/png" if save_as == "PNG" else "image/jpeg"
    return Cleaned(out.getvalue(), media_type, extension, width=fresh.width, height=fresh.height)


def _mode_for(image: Image.Image, save_as: str) -> str:
    if save_as == "JPEG":
        return "L" if image.mode == "L" else "RGB"
    return "RGBA" if image.has_transparency_data else "RGB"
