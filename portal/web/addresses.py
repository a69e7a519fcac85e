"""Addresses of this site: the present one, whole ones for outside, and where a redirect may lead.

The portal may lie under a path of a larger site (``https://www.example/credit``). An address that is handed on holds that path, as those
of ``url_for`` do; ``request.path`` does not.
"""

from urllib.parse import urlsplit

from flask import request

from portal.config import settings


def present_path() -> str:
    """The path of the page asked for, without its question."""
    return request.script_root + request.path


def present_address() -> str:
    """The path of the page asked for, with its question if there is one."""
    return request.script_root + request.full_path.rstrip("?")


def absolute(path: str) -> str:
    """The address by which others reach a path made by ``url_for``."""
    return settings().public_origin + path


def own_path(address: str | None, default: str | None = None) -> str:
    """The address when it is a path of this site, else ``default`` (the first page); never another host, scheme or a script."""
    other = request.script_root + "/" if default is None else default
    if not address or not address.startswith(request.script_root + "/") or address.startswith("//") or "\\" in address:
        return other
    if any(char < " " or char == "\x7f" for char in address):
        return other
    parts = urlsplit(address)
    return other if parts.scheme or parts.netloc else address
