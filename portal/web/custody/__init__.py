"""The custodians' rooms: passphrase, recovery sheet, and the requests that wait for them."""

from portal.web.custody import acts, home, identity_requests, keys
from portal.web.custody.blueprint import blueprint

__all__ = ["acts", "blueprint", "home", "identity_requests", "keys"]
