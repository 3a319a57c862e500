"""The certificate that a server shows, its key, and whether they are any good."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

from voice.clock import Clock
from voice.errors import UsageError, WorkError

SOON_DAYS = 14
"""A certificate that ends within so many days brings a warning: programs renew it a month before."""

PEM = {"--cert": "-----BEGIN CERTIFICATE-----", "--key": "PRIVATE KEY-----"}
"""What a file must hold."""

ENOUGH = 10
"""A handshake takes three looks of each side."""


class Certificate:
    """A certificate and its key, in files that somebody may renew."""

    def __init__(self, cert: Path, key: Path | None) -> None:
        """`key`: None where it is in the same file. Raises UsageError."""
        self._cert, self._key = cert, key or cert
        self.context = _context()
        self.ends = self._until()
        """When it expires; None where it is not valid now, for the reason `fault`."""

    def renew(self) -> None:
        """Show what is in the files now to whoever connects from now on. Raises UsageError, and then all stays as it was."""
        self.ends = self._until()

    def warning(self, clock: Clock) -> str:
        """What is wrong with it, or will soon be; "" for nothing."""
        if self.ends is None:
            return f"no satellite will take the certificate {self._cert}: {self.fault}"
        days = (self.ends - clock.today()).days
        return f"the certificate {self._cert} expires in {max(days, 0)} days" if days < SOON_DAYS else ""

    def _until(self) -> datetime | None:
        tried = _context()
        self._load(tried)
        try:
            until, self.fault = _shown(tried, self._cert), ""
        except ssl.SSLCertVerificationError as error:
            until, self.fault = None, error.verify_message
        except ssl.SSLError as error:
            raise UsageError(f"--cert: {self._cert} cannot be used: {error.reason}", "Have another made.") from None
        self._load(self.context)
        return until

    def _load(self, context: ssl.SSLContext) -> None:
        for option, file in (("--cert", self._cert), ("--key", self._key)):
            if PEM[option] not in _read(option, file):
                what = "certificate" if option == "--cert" else "key"
                raise UsageError(f"{option}: {file} holds no {what} in PEM", "It begins with -----BEGIN there.")
        try:
            context.load_cert_chain(self._cert, self._key, password=_none)
        except ssl.SSLError as error:
            what = f"--cert: {self._cert} is damaged, or its key is"
            if error.reason == "KEY_VALUES_MISMATCH":
                what = f"--key: {self._key} is not the key of {self._cert}"
            raise UsageError(what, "Give the two that were made together.") from None
        except _LockedError:
            what = f"--key: {self._key} asks for a passphrase"
            raise UsageError(what, "Write it without: openssl pkey -in KEY -out NEW.") from None
        except OSError as error:
            raise UsageError(f"--cert: {self._cert} cannot be read: {error.strerror}", "Check the files.") from None


def trusting(file: Path) -> ssl.SSLContext:
    """Make a context that trusts the certificates in a file, and no others. Raises UsageError.

    The server's own certificate is enough in it: then that one is trusted, and whatever it has signed.
    """
    if PEM["--cert"] not in _read("--ca", file):
        raise UsageError(f"--ca: {file} holds no certificate as PEM", "Give the file that the server was given with --cert.")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    try:
        made.load_verify_locations(file)
    except ssl.SSLError:
        raise UsageError(f"--ca: {file} is damaged", "Copy it again.") from None
    return made


def _context() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


class _LockedError(WorkError):
    """A key asks for a passphrase."""


def _none() -> str:
    raise _LockedError("there is nobody to ask")


def _read(option: str, file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise UsageError(f"{option}: {file} cannot be read: {error.strerror}", "Check the path, and who may read it.") from None


def _shown(server: ssl.SSLContext, cert: Path) -> datetime:
    """Show a certificate to a client that trusts it, in memory; when it expires. Raises ssl.SSLError where that fails."""
    client = trusting(cert)
    client.check_hostname = False
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [client.wrap_bio(to_client, to_server), server.wrap_bio(to_server, to_client, server_side=True)]
    left = list(sides)
    for _ in range(ENOUGH):
        for side in tuple(left):
            try:
                side.do_handshake()
                left.remove(side)
            except ssl.SSLWantReadError:
                continue
    shown = sides[0].getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
