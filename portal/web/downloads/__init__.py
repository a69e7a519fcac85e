"""The files a member of staff has asked for."""

from portal.web.downloads import own
from portal.web.downloads.blueprint import blueprint

__all__ = ["blueprint", "own"]
