"""The only use of bleach: taking markup out of what staff paste before other people read it."""

from html import unescape

import bleach


def plain_text(text: str) -> str:
    """The text without any tag, comment or script container; signs such as < and & that are no markup stay as they are.

    What is shown is escaped all the same: this keeps pasted markup from standing in a public text as litter.
    """
    return unescape(bleach.clean(text, tags=frozenset(), attributes={}, strip=True, strip_comments=True))
