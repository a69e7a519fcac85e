"""Settings, read once from the environment and checked before anything starts."""

import os
import re
import secrets
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

PASSWORD_POLICIES = ("dengbao", "modern")
ROOT = Path(__file__).resolve().parent.parent


class BadSetting(Exception):
    """A setting cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True)
class Settings:
    """Everything a deployment can set. The name of the environment variable stands in each comment."""

    data_dir: Path  # XINNUO_DATA: where the database, the keys and the evidence lie; never inside the web root
    database_url: str  # DATABASE_URL
    profile: str  # PROFILE: key of the jurisdiction profile that set-up loads
    secret_key: str  # XINNUO_SECRET_KEY or <data_dir>/keys/session.key: signs cookies
    server_key: str  # XINNUO_SERVER_KEY or <data_dir>/keys/server.key: 64 hex digits, encrypts identities
    log_key: str  # XINNUO_LOG_KEY or <data_dir>/keys/log.key: 64 hex digits, signs the heads of the accountability log
    public_base_url: str  # PUBLIC_BASE_URL: how people reach the portal, with the path it lies under if any; goes into mail
    trusted_hosts: tuple[str, ...]  # TRUSTED_HOSTS: further names the portal is reached by, separated by commas
    session_cookie_secure: bool  # SESSION_COOKIE_SECURE: 1 behind TLS
    trusted_proxies: int  # TRUSTED_PROXIES: how many reverse proxies stand in front
    mail_server: str  # MAIL_SERVER: empty means that no mail leaves the house; messages stay queued
    mail_port: int  # MAIL_PORT
    mail_username: str  # MAIL_USERNAME
    mail_password: str  # MAIL_PASSWORD
    mail_use_tls: bool  # MAIL_USE_TLS: 1 for STARTTLS
    mail_sender: str  # MAIL_SENDER
    mail_timeout_seconds: int  # MAIL_TIMEOUT_SECONDS
    max_file_bytes: int  # MAX_FILE_MB: largest evidence file
    max_files: int  # MAX_FILES: evidence files per submission
    max_total_bytes: int  # MAX_TOTAL_MB: evidence per submission in all
    password_policy: str  # PASSWORD_POLICY: dengbao (GB/T 22239: complexity, 90 days) or modern (NIST 800-63B: length, no expiry)
    clamd_socket: str  # CLAMD_SOCKET: the virus scanner clamd, unix:/path or host:port; empty means that nothing is scanned
    backup_max_hours: int  # BACKUP_MAX_HOURS: how old the last backup may be before the health page says so
    exchange_networks: tuple[IPv4Network | IPv6Network, ...]  # EXCHANGE_NETWORKS: where partners may be off the internet, as 10.0.0.0/8
    redis_url: str  # REDIS_URL: shares the throttle counters between processes; empty means memory

    @property
    def public_origin(self) -> str:
        """Scheme and host of ``PUBLIC_BASE_URL``, to put before a path made by ``url_for``."""
        parts = urlsplit(self.public_base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def public_path(self) -> str:
        """The path the portal lies under, as ``/credit``; empty when it has a host of its own."""
        return urlsplit(self.public_base_url).path.rstrip("/")


def _number(name: str, default: int) -> int:
    raw = os.environ.get(name, "")
    try:
        return int(raw) if raw else default
    except ValueError:
        raise BadSetting(f"{name} must be a whole number, not {raw!r}") from None


def _flag(name: str) -> bool:
    return os.environ.get(name, "") in {"1", "true", "yes", "on"}


def _one_of(name: str, allowed: tuple[str, ...]) -> str:
    """A word out of a few; the first is the default."""
    value = os.environ.get(name) or allowed[0]
    if value not in allowed:
        raise BadSetting(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def _networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks separated by commas."""
    raw = [each.strip() for each in os.environ.get(name, "").split(",") if each.strip()]
    try:
        return tuple(map(ip_network, raw))
    except ValueError:
        raise BadSetting(f"{name} must be networks separated by commas, as 10.0.0.0/8, not {','.join(raw)!r}") from None


def _scanner(name: str) -> str:
    raw = os.environ.get(name, "")
    if raw and not re.fullmatch(r"unix:/.+|[^\s:/]+:[0-9]{1,5}", raw):
        raise BadSetting(f"{name} must be unix:/path/of/socket or host:port, not {raw!r}")
    return raw


def _key(variable: str, path: Path) -> str:
    """A key from the environment, else from its file, which is made with owner-only rights on first use."""
    if os.environ.get(variable):
        return os.environ[variable]
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


def read_settings() -> Settings:
    """The settings as the environment has them now. Raises ``BadSetting`` naming the variable that is wrong."""
    data_dir = Path(os.environ.get("XINNUO_DATA") or ROOT / "var").resolve()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    server_key = _key("XINNUO_SERVER_KEY", data_dir / "keys" / "server.key")
    if len(server_key) != 64 or set(server_key) - set("0123456789abcdefABCDEF"):
        raise BadSetting("XINNUO_SERVER_KEY must be 64 hexadecimal digits")
    log_key = _key("XINNUO_LOG_KEY", data_dir / "keys" / "log.key")
    if len(log_key) != 64 or set(log_key) - set("0123456789abcdefABCDEF"):
        raise BadSetting("XINNUO_LOG_KEY must be 64 hexadecimal digits")
    return Settings(
        data_dir=data_dir,
        database_url=os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'xinnuo.sqlite3'}",
        profile=os.environ.get("PROFILE") or "heping",
        secret_key=_key("XINNUO_SECRET_KEY", data_dir / "keys" / "session.key"),
        server_key=server_key,
        log_key=log_key,
        public_base_url=(os.environ.get("PUBLIC_BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
        trusted_hosts=tuple(name.strip() for name in os.environ.get("TRUSTED_HOSTS", "").split(",") if name.strip()),
        session_cookie_secure=_flag("SESSION_COOKIE_SECURE"),
        trusted_proxies=_number("TRUSTED_PROXIES", 0),
        mail_server=os.environ.get("MAIL_SERVER", ""),
        mail_port=_number("MAIL_PORT", 25),
        mail_username=os.environ.get("MAIL_USERNAME", ""),
        mail_password=os.environ.get("MAIL_PASSWORD", ""),
        mail_use_tls=_flag("MAIL_USE_TLS"),
        mail_sender=os.environ.get("MAIL_SENDER") or "xinnuo@localhost.localdomain",
        mail_timeout_seconds=_number("MAIL_TIMEOUT_SECONDS", 10),
        max_file_bytes=_number("MAX_FILE_MB", 20) * 1024 * 1024,
        max_files=_number("MAX_FILES", 10),
        max_total_bytes=_number("MAX_TOTAL_MB", 60) * 1024 * 1024,
        password_policy=_one_of("PASSWORD_POLICY", PASSWORD_POLICIES),
        clamd_socket=_scanner("CLAMD_SOCKET"),
        backup_max_hours=_number("BACKUP_MAX_HOURS", 26),
        exchange_networks=_networks("EXCHANGE_NETWORKS"),
        redis_url=os.environ.get("REDIS_URL", ""),
    )


@cache
def settings() -> Settings:
    """The settings of this process, read on first use. Tests call ``settings.cache_clear()`` after changing the environment."""
    return read_settings()
