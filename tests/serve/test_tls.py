"""Certificates: of a server that shows one, of satellites that check it, and of both when something is wrong with it."""

import asyncio
import datetime
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
import trustme

from tests.serve.serving import TIME, Ends, Served, run
from voice.clock import WallClock
from voice.errors import UsageError
from voice.gateway import connection as http_connection
from voice.gateway import secure
from voice.serve import protocol
from voice.serve.certificate import Certificate, trusting
from voice.serve.refusals import RefusedError

AUTHORITY = trustme.CA()


class Files:
    """A certificate for 127.0.0.1 and its key, in files."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.cert, self.key, self.ca = folder / "cert.pem", folder / "key.pem", folder / "ca.pem"
        AUTHORITY.cert_pem.write_to_path(self.ca)
        self.renew()

    def renew(self, name: str = "127.0.0.1", ends_in_days: float = 90.0, authority: Any = AUTHORITY) -> None:
        today = datetime.datetime.now(datetime.UTC)
        begin, end = today - datetime.timedelta(100), today + datetime.timedelta(ends_in_days)
        made = authority.issue_cert(name, not_before=begin, not_after=end)
        self.cert.write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
        self.key.write_bytes(made.private_key_pem.bytes())


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "tls")


def served(tmp_path: Path, files: Files, script: Callable[[Served, Certificate], Any]) -> None:
    certificate = Certificate(files.cert, files.key)

    async def with_certificate(served: Served) -> None:
        await script(served, certificate)

    run(tmp_path / "state", with_certificate, tls=certificate.context)


# the server's files


def test_it_is_known_when_a_certificate_ends(files: Files) -> None:
    certificate = Certificate(files.cert, files.key)
    assert certificate.warning(WallClock()) == ""
    files.renew(ends_in_days=5.5)
    certificate.renew()
    assert "expires in 5 days" in certificate.warning(WallClock())


def test_one_that_has_expired_is_told_of_and_still_serves_who_does_not_mind(files: Files) -> None:
    files.renew(ends_in_days=-2)
    assert "certificate has expired" in Certificate(files.cert, files.key).warning(WallClock())


def test_both_may_be_in_one_file(files: Files) -> None:
    files.cert.write_bytes(files.cert.read_bytes() + files.key.read_bytes())
    assert Certificate(files.cert, None).fault == ""


WRONG = {
    "no certificate": (lambda files: files.cert.unlink(), "--cert: .*cert.pem cannot be read"),
    "no key": (lambda files: files.key.unlink(), "--key: .*key.pem cannot be read"),
    "a folder": (lambda files: (files.key.unlink(), files.key.mkdir()), "--key: .*cannot be read"),
    "empty": (lambda files: files.cert.write_text(""), "--cert: .*no certificate in PEM"),
    "bytes": (lambda files: files.key.write_bytes(bytes(range(256))), "--key: .*no key in PEM"),
    "exchanged": (lambda files: files.key.write_bytes(files.cert.read_bytes()), "--key: .*no key in PEM"),
    "cut short": (lambda files: files.cert.write_bytes(files.cert.read_bytes()[:300]), "--cert: .*damaged"),
    "another's key": (lambda files: files.key.write_bytes(other_key()), "is not the key of"),
    "a passphrase": (lambda files: files.key.write_bytes(locked_key(files.key.read_bytes())), "passphrase"),
}


def other_key() -> bytes:
    return AUTHORITY.issue_cert("127.0.0.1").private_key_pem.bytes()


def locked_key(key: bytes) -> bytes:
    from cryptography.hazmat.primitives import serialization as form

    locked = form.BestAvailableEncryption(b"secret")
    return form.load_pem_private_key(key, None).private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, locked)


@pytest.mark.parametrize("case", WRONG)
def test_files_that_cannot_be_used_are_named_and_change_nothing(files: Files, case: str) -> None:
    certificate = Certificate(files.cert, files.key)
    ends = certificate.ends
    spoil, said = WRONG[case]
    spoil(files)
    with pytest.raises(UsageError, match=said) as refused:
        Certificate(files.cert, files.key)
    assert refused.value.remedy
    with pytest.raises(UsageError, match=said):
        certificate.renew()
    assert certificate.ends == ends


@pytest.mark.parametrize("content", [None, b"", b"\x30\x82", b"-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n"])
def test_what_a_satellite_is_to_trust_must_be_certificates(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageError, match="--ca"):
        trusting(file)


# a satellite and a server


async def is_answered(served: Served, trusts: ssl.SSLContext) -> None:
    ends, told = Ends(served), []
    talking = asyncio.create_task(served.satellite("kitchen", ends, told, trusts=trusts).talk())
    ends.say(f"hey jarvis {TIME}")
    async with asyncio.timeout(120):
        while not any(isinstance(one, protocol.Answered) for one in told):
            assert not talking.done(), talking.result()
            await asyncio.sleep(0.05)
    talking.cancel()
    await asyncio.gather(talking, return_exceptions=True)


@pytest.mark.slow
def test_a_satellite_that_trusts_the_certificate_is_answered_and_a_renewed_one_is_shown(tmp_path: Path, files: Files) -> None:
    async def script(served: Served, certificate: Certificate) -> None:
        await is_answered(served, trusting(files.ca))
        other = trustme.CA()
        files.renew(authority=other)
        await is_answered(served, trusting(files.ca))  # which is not shown yet
        certificate.renew()
        with pytest.raises(RefusedError, match="not trusted"):
            await served.satellite("kitchen", Ends(served), [], trusts=trusting(files.ca)).talk()
        await is_answered(served, trusting(files.cert))  # the server's own certificate will do

    served(tmp_path, files, script)


UNFIT = {
    "expired": ({"ends_in_days": -1.0}, "expired", 30.0),
    "another name": ({"name": "kiosk.example"}, "another name", None),
    "another authority": ({"authority": trustme.CA()}, "not trusted", None),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", UNFIT)
def test_a_satellite_says_what_is_wrong_with_a_certificate(tmp_path: Path, files: Files, case: str) -> None:
    made, says, again_s = UNFIT[case]

    async def script(served: Served, certificate: Certificate) -> None:
        with pytest.raises(RefusedError, match=says) as refused:
            await served.satellite("kitchen", Ends(served), [], trusts=trusting(files.ca)).talk()
        assert refused.value.again_s == again_s

    files.renew(**made)
    served(tmp_path, files, script)


@pytest.mark.slow
def test_without_ca_this_systems_store_decides(tmp_path: Path, files: Files) -> None:
    async def script(served: Served, certificate: Certificate) -> None:
        with pytest.raises(RefusedError, match="not trusted here") as refused:
            await served.satellite("kitchen", Ends(served), []).talk()
        assert "--ca" in refused.value.remedy

    served(tmp_path, files, script)


@pytest.mark.slow
def test_encrypted_and_not_do_not_mix(tmp_path: Path, files: Files) -> None:
    async def plain(served: Served) -> None:
        served.url = served.url.replace("http:", "https:")
        with pytest.raises(RefusedError, match="does not encrypt"):
            await served.satellite("kitchen", Ends(served), []).talk()

    async def secured(served: Served, certificate: Certificate) -> None:
        async with httpx2.AsyncClient(verify=trusting(files.ca)) as client:
            assert (await client.get(f"{served.url}/healthz")).text == "ok\n"
            with pytest.raises(httpx2.HTTPError):
                await client.get(f"{served.url.replace('https', 'http')}/healthz")

    run(tmp_path / "plain", plain)
    served(tmp_path, files, secured)


@pytest.mark.slow
def test_who_connects_and_does_not_shake_hands_harms_nobody(
    tmp_path: Path, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_connection, "HEADERS_S", 1.0)
    monkeypatch.setattr(secure, "HEADERS_S", 1.0)
    monkeypatch.setattr(http_connection, "MOST_OF_PEER", 20)

    async def script(served: Served, certificate: Certificate) -> None:
        host, port = served.url.removeprefix("https://").split(":")
        silent = [socket.create_connection((host, int(port))) for _ in range(40)]
        nonsense = (b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + bytes(200), bytes(9000))
        for one, sent in zip(silent, nonsense * 10, strict=True):
            with suppress(OSError):
                one.sendall(sent)
        await asyncio.sleep(0.3)
        assert len(served.server.server_state.connections) <= 20
        await is_answered(served, trusting(files.ca))
        await asyncio.sleep(1.5)
        assert not served.server.server_state.connections
        for one in silent:
            one.close()

    served(tmp_path, files, script)
