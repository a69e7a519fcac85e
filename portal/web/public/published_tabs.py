"""The two lists of the 信用 page, as tabs over each of them."""

from typing import Any

from flask import url_for

_TABS = (("public.outcomes", "办理结果"), ("public.records", "失信记录"))


def published_tabs(present: str) -> list[dict[str, Any]]:
    """The tabs, the list of the endpoint ``present`` marked."""
    return [{"label": label, "url": url_for(endpoint), "current": endpoint == present} for endpoint, label in _TABS]
