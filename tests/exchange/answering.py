"""A partner of the exchange that answers as a test says: on a port of this machine, in a thread of its own."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answers = Callable[[str, bytes], tuple[int, Iterable[bytes]]]


@contextmanager
def partner_that(answers: Answers) -> Iterator[str]:
    """Where it answers. ``answers`` gets path and body of each message and gives the status and the pieces of the answer."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, pieces = answers(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()
            try:
                for each in pieces:
                    self.wfile.write(each)
                    self.wfile.flush()
            except OSError:
                pass  # who asked has gone

        def log_message(self, *_said: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/exchange/v1"
        server.shutdown()
