"""Where a redirect may lead: only to a path of this site."""

from urllib.parse import urlsplit


def own_path(address: str | None, default: str = "/") -> str:
    """The address when it is a path of this site, else ``default``; never another host, scheme or a script."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return default
    if any(char < " " or char == "\x7f" for char in address):
        return default
    parts = urlsplit(address)
    return default if parts.scheme or parts.netloc else address
