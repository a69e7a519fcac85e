"""What may be told to a person. Every message is Chinese and safe to show."""


class PortalError(Exception):
    """The base of all refusals. ``message`` is a Chinese sentence that may be shown as it stands."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(PortalError):
    """The thing does not exist, or the person may not learn that it does."""

    def __init__(self, message: str = "没有找到这个页面或内容。") -> None:
        super().__init__(message)


class NotAllowed(PortalError):
    """The person may see the thing but may not do this to it."""

    def __init__(self, message: str = "您没有办理这一步的权限。") -> None:
        super().__init__(message)


class NotProven(PortalError):
    """A program did not prove who it is: no key, a wrong one, a wrong signature. People are sent to sign in instead."""


class TransitionRefused(PortalError):
    """The action does not fit the state the case is in now."""


class RuleBroken(PortalError):
    """An input breaks a rule. ``field`` names the form field the sentence belongs to."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class StalePage(PortalError):
    """Somebody changed the thing after the page was opened; what was typed must be kept."""


class Gone(PortalError):
    """The thing was public and has been withdrawn; ``message`` tells why."""


class TooLarge(PortalError):
    """What was sent is larger than anything that is taken here."""


class TooMany(PortalError):
    """Too many attempts. ``retry_after_seconds`` says when another one is worth making."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
