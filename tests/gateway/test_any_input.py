"""No input gives a fault of the gateway's own: requests made from its description, whole and broken, and odd ones."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.gateway.serving import SKY, Gateway, gateway, tier
from voice.gateway.openapi import description
from voice.messages import ToolCall
from voice.testing import ScriptedTier

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 60
"""Of each endpoint; they are the same in every run."""

made = schemathesis.openapi.from_dict(description(["voice", "small"]))
made.config.generation.update(modes=list(schemathesis.GenerationMode))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder, small = tmp_path_factory.mktemp("gateway"), tier("small", "http://127.0.0.1:1/v1", tools=True)
    with gateway(folder, small, instead=ScriptedTier("small", "Air ", "scatters.")) as begun:
        yield begun
        assert [event for event in begun.events if "failed" in str(event)] == []


@made.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_whatever_is_made_from_the_description_is_answered_as_it_says(case: Any, here: Gateway) -> None:
    case.call_and_validate(base_url=here.url.removesuffix("/v1"), checks=CHECKS)


def test_the_description_is_served(here: Gateway) -> None:
    assert httpx2.get(f"{here.url.removesuffix('/v1')}/openapi.json").json() == description(["voice", "small"])


BIG = "9" * 310
BODIES = [
    f'{{"model": "voice", "messages": {json.dumps(SKY)}, {more}}}'
    for more in (
        f'"max_tokens": {BIG}', f'"max_tokens": {"9" * 5000}', f'"temperature": {BIG}', '"temperature": NaN',
        '"temperature": 1e999', f'"n": {BIG}', f'"top_p": {BIG}', f'"seed": {BIG}', '"stop": "\\ud800"',
        '"stop": "' + "a" * 9999 + '"', '"user": ' + "[" * 60000,
        '"tools": [{"type": "function", "function": {"name": "a", "parameters": {"a": NaN}}}]',
        '"tools": [{"type": "function", "function": {"name": "a", "parameters": {"a": 1e999}}}]',
        f'"tools": [{{"type": "function", "function": {{"name": "a", "parameters": {{"a": {"9" * 5000}}}}}}}]',
        '"tools": [{"type": "function", "function": {"name": "a", "parameters": {"a": ' + "[" * 190 + "]" * 190 + "}}}]",
        '"tools": [{"type": "function", "function": {"name": "a", "parameters": {"a": ' + '{"a":' * 9000 + "}" * 9000 + "}}}]",
    )
] + [
    f'{{"model": "voice", "messages": [{lines}]}}'
    for lines in (
        '{"role": "user", "content": "\\ud800"}', '{"role": "user", "content": "\\u0000"}',
        '{"role": "user", "content": "\ufeff"}',
        '{"role": "user", "content": []}', '{"role": "user", "content": [1]}', '{"role": "user", "content": {}}',
        '{"role": "user", "content": "' + "[" * 60000 + '"}',
        '{"role": "user", "content": "what is ' + "9" * 9000 + ' plus 1"}',
        '{"role": "user", "content": "what is nine ' + "to the power of nine " * 15 + '"}',
        '{"role": "user", "content": "hi"}, {"role": "assistant", "tool_calls": [{"id": "1", "function": '
        '{"name": "a", "arguments": "' + "[" * 60000 + '"}}]}, {"role": "tool", "tool_call_id": "1", "content": "x"}',
    )
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{body[60:90]} {len(body)}")
def test_odd_bodies_are_answered_or_refused(here: Gateway, body: str) -> None:
    said = httpx2.post(f"{here.url}/chat/completions", content=body.encode("utf-8", "surrogatepass"), timeout=30)
    assert said.status_code in (200, 400, 413)
    assert said.status_code == 200 or said.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    "head",
    [
        "GET /v1/models HTTP/1.1\r\nHost: {host}\r\nOrigin: http://[", "GET /v1/models HTTP/1.1\r\nHost: {host}\r\nOrigin: [",
        "GET /v1/models HTTP/1.1\r\nHost: [", "GET /v1/models HTTP/1.1\r\nHost: {host}\r\nOrigin: http://[::1",
        "GET /v1/models/ HTTP/1.1\r\nHost: {host}", "GET //[ HTTP/1.1\r\nHost: {host}", "OPTIONS * HTTP/1.1\r\nHost: {host}",
        "GET http://[/v1/models HTTP/1.1\r\nHost: {host}", "GET /v1/models/%ff%00 HTTP/1.1\r\nHost: {host}",
        "TRACE /v1/models HTTP/1.1\r\nHost: {host}", "GET /v1/models HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: \xff",
        "GET /v1/models HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: upgrade", "GET /v1/models HTTP/1.1",
        "PRI * HTTP/2.0", "POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\nContent-Length: x", "\x00",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\n\r\n{{}}GET / nonsense",
    ],
)  # fmt: skip
def test_odd_heads_are_answered_or_refused(here: Gateway, head: str) -> None:
    place = urlsplit(here.url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as client:
        client.sendall(head.format(host=place.netloc).encode("latin-1") + b"\r\nConnection: close\r\n\r\n")
        answers = b"".join(iter(lambda: client.recv(65536), b""))
    assert 200 <= int(answers.split(maxsplit=2)[1]) < 500
    assert b"HTTP/1.1 5" not in answers


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("text", ["\ud800", "Air \ud83d", "\ude00\ud83d"])
def test_half_a_letter_from_a_tier_is_replaced(tmp_path: Path, text: str, streamed: bool) -> None:
    odd = ScriptedTier("small", text, " blue.", ToolCall("\ud800", "a", "\udfff" + "[" * 60000))
    declared = {"type": "function", "function": {"name": "a"}}
    with gateway(tmp_path, tier("small", "http://127.0.0.1:1/v1", tools=True), instead=odd) as begun:
        asked = {"model": "small", "messages": SKY, "stream": streamed, "tools": [declared]}
        said = httpx2.post(f"{begun.url}/chat/completions", json=asked)
    assert said.status_code == 200
    assert " blue." in said.text
    assert "\ufffd" in said.text
    assert "[" * 60000 in said.text
    assert len(begun.traces) == 1
