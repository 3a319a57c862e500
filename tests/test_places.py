"""Which addresses are at home."""

import pytest

from voice.config import Tier, is_local, is_local_address


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8080/v1", "http://127.0.0.1/v1", "http://[::1]:11434/v1", "http://192.168.1.20:8123", "http://10.1.2.3",
        "http://172.16.9.9", "http://nas:8080", "http://nas.local", "http://NAS.LOCAL.:80", "http://box.home.arpa", "http://[fd00::5]",
        "http://server.lan/v1", "http://[fe80::1%25eth0]/v1", "http://pi:11434", "http://media", "http://ha:8123", "http://living-room_2.lan",
    ],
)  # fmt: skip
def test_addresses_at_home(url: str) -> None:
    assert is_local(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1", "http://8.8.8.8", "http://172.32.0.1", "http://203.0.113.9", "http://[2001:db8::1]", "",
        "http://local.evil.com", "http://nas.local.evil.com", "http://100.64.1.1", "http://0.0.0.0", "http://[::ffff:8.8.8.8]",
        "http://127.0.0.1.nip.io", "http://localhost@evil.com/v1",
        "http://com", "http://com.", "http://COM:80", "http://ai", "http://uk", "http://museum", "http://xn--p1ai",
        "http://0", "http://134744072", "http://0x8080808", "http://010010010010", "http://8.8", "http://127.1", "http://0x",
        "http://evil\u3002com", "http://evil\uff0ecom", "http://evil\uff61com", "http://evil\u3002com\u3002local",
        "http://\uff43\uff4f\uff4d", "http://co\u00adm", "http://co\u200bm", "http://nas\u2024local", "http://127.0.0.1%2eevil.com",
        "http://127.0.0.1%25x", "http://%63om", "http://..", "http://nas..", "http://.local", "http://a b", "http://evil.com\\.local",
        "http://[::ffff:808:808]", "http://[64:ff9b::7f00:1]", "http://[::8.8.8.8]", "http://-nas",
    ],
)  # fmt: skip
def test_addresses_elsewhere(url: str) -> None:
    assert not is_local(url)


def test_an_address_mapped_into_the_newer_protocol_is_that_address() -> None:
    assert is_local_address("::ffff:192.168.0.1")
    assert not is_local_address("::ffff:8.8.8.8")


@pytest.mark.parametrize(
    ("where", "url", "model", "trusted"),
    [
        ("device", "http://localhost:11434/v1", "qwen2.5:7b", True),
        ("lan", "http://nas.local:8080/v1", "m", True),
        ("lan", "https://api.example.com/v1", "m", False),
        ("edge", "http://192.168.1.9/v1", "m", False),
        ("cloud", "http://localhost:11434/v1", "gpt-oss:120b-cloud", False),
    ],
)
def test_a_tier_at_home_is_trusted_unless_told_otherwise(where: str, url: str, model: str, trusted: bool) -> None:
    tier = {"name": "one", "where": where, "base_url": url, "model": model}
    assert Tier.model_validate(tier).trusted is trusted
    if "cloud" not in model:
        assert Tier.model_validate(tier | {"trusted": not trusted}).trusted is not trusted
