"""A real SMTP server that takes, refuses, or keeps its client waiting."""

import asyncio
import email
import email.policy
import socket

from aiosmtpd.controller import Controller


class Sink:
    """Set ``at_recipient`` or ``at_end`` to an SMTP answer to refuse with it, ``pause_seconds`` to be slow."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.letters = []
        self.envelopes = []
        self.at_recipient = self.at_end = None
        self.pause_seconds = 0.0
        self._controller = None

    def start(self):
        """Begin to listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self):
        """Stop to listen: from now on connections are refused."""
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  named by aiosmtpd
        """Answer to a recipient."""
        if self.at_recipient:
            return self.at_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        """Answer to a whole letter."""
        await asyncio.sleep(self.pause_seconds)
        if self.at_end:
            return self.at_end
        self.envelopes.append(envelope)
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 taken"

    @property
    def message_ids(self):
        """The Message-ID of each letter taken."""
        return [letter["Message-ID"] for letter in self.letters]
