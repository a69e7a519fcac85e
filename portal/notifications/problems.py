"""What went wrong with an attempt, and whether another one makes sense."""

import smtplib
from dataclasses import dataclass

from portal.crypto import SealBroken
from portal.notifications.addresses import BadAddress
from portal.notifications.vocabulary import DeliveryProblem


@dataclass(frozen=True)
class Diagnosis:
    """An attempt's failure: its class, the server's code if it gave one, and what follows from it."""

    problem: DeliveryProblem
    code: int | None = None
    is_final: bool = False
    is_about_server: bool = False  # the next message would meet the same wall now


def diagnose(error: Exception) -> Diagnosis:
    """The diagnosis of an error raised while sending."""
    if isinstance(error, BadAddress):
        return Diagnosis(DeliveryProblem.BAD_ADDRESS, is_final=True)
    if isinstance(error, SealBroken):
        return Diagnosis(DeliveryProblem.UNREADABLE)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answered(min(code for code, _words in error.recipients.values()))
    if isinstance(error, smtplib.SMTPDataError):
        return _answered(error.smtp_code)
    return _about_server(error)


def _answered(code: int) -> Diagnosis:
    """RFC 5321 §4.2.1: 4xx may succeed later, 5xx never will. 421 closes the whole connection."""
    if code >= 500:
        return Diagnosis(DeliveryProblem.REFUSED, code, is_final=True)
    return Diagnosis(DeliveryProblem.REFUSED_FOR_NOW, code, is_about_server=code == 421)


def _about_server(error: Exception) -> Diagnosis:
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused | smtplib.SMTPNotSupportedError):
        return Diagnosis(DeliveryProblem.SETTINGS, getattr(error, "smtp_code", None), is_about_server=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return Diagnosis(DeliveryProblem.CONNECTION, error.smtp_code, is_about_server=True)
    # smtplib reports an answer that did not come in time as a lost connection.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Diagnosis(DeliveryProblem.TIMEOUT, is_about_server=True)
    if isinstance(error, OSError):  # SMTPException is one of them
        return Diagnosis(DeliveryProblem.CONNECTION, is_about_server=True)
    return Diagnosis(DeliveryProblem.UNEXPECTED)
