"""A call over TLS: only a certificate that is vouched for, and that is of the name called, is spoken to."""

import ssl
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from portal import clock
from portal.exchange import calling
from portal.exchange.vocabulary import Problem

pytestmark = pytest.mark.one_database


class Answering(BaseHTTPRequestHandler):
    """Answers every POST with what it was sent."""

    def do_POST(self):
        said = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_said):
        """Nothing."""


def certificate(folder, name):
    """A certificate of a name that vouches for itself, with its key, as files."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=400))
        .not_valid_after(clock.now() + timedelta(days=4000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*plain))
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "certificate.pem", folder / "key.pem"


@pytest.mark.parametrize(
    ("name", "is_vouched_for", "problem"),
    [("localhost", True, None), ("localhost", False, Problem.TLS), ("upper.example", True, Problem.TLS)],
)
def test_only_a_good_certificate_of_the_name_is_spoken_to(app, tmp_path, monkeypatch, name, is_vouched_for, problem):
    files = certificate(tmp_path, name)
    if is_vouched_for:
        monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.handle_request, daemon=True).start()
        answer = calling.post(f"https://localhost:{server.server_port}/x", b'{"said": 1}', {})
    assert answer.problem is problem and (answer.content or {}) == ({} if problem else {"said": 1})
