"""Which e-mail addresses can be written to: pure checks."""

import re

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
LONGEST_LOCAL = 64
LONGEST = 254


class BadAddress(ValueError):
    """The address cannot be written to; the message is a Chinese sentence that does not repeat it."""


def deliverable(address: str) -> str:
    """The address as it goes to the mail server, a Chinese domain in its ASCII form. Raises ``BadAddress``.

    Exactly one bare address is taken: no name, no list, no line break, so that nothing typed can reach a header.
    """
    local, at, domain = address.partition("@")
    if not local.isascii():
        raise BadAddress("邮箱 @ 前面不能有中文或全角字符。")
    if not at or len(local) > LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        raise BadAddress("邮箱写法不对，应像 name@example.cn。")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadAddress("邮箱 @ 后面的写法不对。") from None
    labels = ascii_domain.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(ascii_domain) + len(local) >= LONGEST:
        raise BadAddress("邮箱 @ 后面的写法不对。")
    return f"{local}@{ascii_domain}"
