"""The only use of bleach: what staff may format in texts that other people read."""

import bleach

_TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li"})


def clean_html(text: str) -> str:
    """HTML that is safe to show: a short list of tags, no attribute, everything else escaped away."""
    return bleach.clean(text, tags=_TAGS, attributes={}, protocols=[], strip=True, strip_comments=True)


def plain_text(text: str) -> str:
    """The text with every tag taken out, for mail and exports."""
    return bleach.clean(text, tags=frozenset(), attributes={}, strip=True, strip_comments=True)
