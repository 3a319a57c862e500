"""Answers as real servers write them, byte for byte, each from a server on this machine and cut in odd places."""

import asyncio
import json
import re
from typing import Any

import pytest

from tests.tiers.opened import opened
from tests.tiers.server import ChatServer, serving
from voice.config import Tier
from voice.errors import TierError
from voice.messages import Message, ToolCall
from voice.tiers import StreamResult
from voice.tiers.faults import ReportedError
from voice.tiers.reader import Reader

QUESTION = [Message("user", "what time is it")]
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n"
CALLS = [ToolCall("call_0", "time", "{}")]


def chunk(delta: Any, reason: Any = None, **more: Any) -> str:
    return json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": reason, **more}]}, ensure_ascii=False)


def events(*datas: str, end: str = "data: [DONE]\n\n", between: str = "\n\n") -> bytes:
    return ("".join(f"data: {data}{between}" for data in datas) + end).encode()


def lines(*documents: dict[str, Any]) -> bytes:
    return "".join(json.dumps(document) + "\n" for document in documents).encode()


def called(*parts: dict[str, Any]) -> bytes:
    return events(*(chunk({"tool_calls": [part]}) for part in parts), chunk({}, "tool_calls"))


IT_IS, TEN = chunk({"content": "It is"}), chunk({"content": " ten."})
STOP = chunk({}, "stop")
USAGE = '{"prompt_tokens": 9, "completion_tokens": 0}'
SUM = '{"content": "It is ten."}'
WAIT = b": OPENROUTER PROCESSING\n\n"
HALVES = [{"choices": [{"delta": {"content": text}}]} for text in ("It is \ud83d", "\udd5f.")]
WHOLE = {"object": "chat.completion", "choices": [{"index": 0, "message": {"role": "assistant", "content": "It is ten."}}]}

SAID = {
    "OpenAI": events(chunk({"role": "assistant", "content": "", "refusal": None}), IT_IS, TEN, STOP, '{"choices": []}'),
    "llama.cpp": events(chunk({"role": "assistant", "content": None}), IT_IS, TEN, chunk({}, "stop", timings={"prompt_n": 1})),
    "Ollama": events(chunk({"role": "assistant", "content": "It is"}), TEN, chunk({"content": ""}, "stop")),
    "vLLM, usage in every chunk": events(*(one[:-1] + f', "usage": {USAGE}}}' for one in (IT_IS, TEN, STOP))),
    "LiteLLM, an empty reason in every chunk": events(chunk({"content": "It is"}, ""), chunk({"content": " ten."}, ""), STOP),
    "a reason of the word null": events(chunk({"content": "It is"}, "null"), chunk({"content": " ten."}, "null"), STOP),
    "a reason that is none": events(chunk({"content": "It is"}, "None"), chunk({"content": " ten."}, "unknown"), STOP),
    "a reason unspecified": events(
        chunk({"content": "It is"}, "FINISH_REASON_UNSPECIFIED"), chunk({"content": " ten."}, " "), STOP
    ),
    "an index that is no number": events(
        IT_IS.replace('"index": 0', '"index": "0"'), TEN.replace('"index": 0', '"index": "a"'), STOP
    ),
    "another reply beside it": events(IT_IS, IT_IS.replace('"index": 0', '"index": 1'), TEN, STOP),
    "a reason that is false": events(chunk({"content": "It is"}, False), chunk({"content": " ten."}, False), STOP),
    "Azure, a filter first": events('{"choices": [], "prompt_filter_results": [{}]}', IT_IS, TEN, chunk(None, "stop")),
    "OpenRouter, comments": WAIT * 3 + events(IT_IS, end="") + WAIT + events(TEN, STOP),
    "LM Studio, CRLF": events(IT_IS, TEN, STOP).replace(b"data", b"event: message\ndata").replace(b"\n", b"\r\n"),
    "TGI, no blank after the colon": events(IT_IS, TEN, STOP).replace(b"data: ", b"data:"),
    "done without a reason": events(IT_IS, TEN),
    "done without a last line end": events(IT_IS, TEN, end="data: [DONE]"),
    "done in quotes": events(IT_IS, TEN, end='data: "[DONE]"\n\n'),
    "a reason without done": events(IT_IS, TEN, STOP, end=""),
    "a reason with the last word": events(IT_IS, chunk({"content": " ten."}, "stop"), end=""),
    "a reason without a last line end": events(IT_IS, TEN, end=f"data: {STOP}"),
    "usage alone before the words": events(f'{{"choices": [], "usage": {USAGE}}}', IT_IS, TEN, STOP),
    "no delta": events(IT_IS, '{"choices": [{"index": 0}]}', TEN, STOP),
    "delta null": events(chunk(None), IT_IS, chunk(None), TEN, STOP),
    "choices null or absent": events('{"choices": null}', IT_IS, '{"id": "x"}', '{"choices": [null]}', "{}", TEN, STOP),
    "null in every field": events(chunk({"content": None, "tool_calls": None}, logprobs=None), IT_IS, TEN, STOP),
    "a part of text": events(chunk({"content": [{"type": "text", "text": "It is"}]}), chunk({"content": [{"text": " ten."}]})),
    "parts, thoughts among them": events(
        chunk({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Ten?"}]}, "It is"]}), TEN, STOP
    ),
    "a single part": events(chunk({"content": {"type": "text", "text": "It is ten."}}), STOP),
    "a refusal": events(chunk({"content": None, "refusal": "It is ten."}), STOP),
    "pings": b"event: ping\ndata: {}\n\nevent: ping\n\n" + events(IT_IS, "", TEN, STOP),
    "retry, ids, nothing": b"\xef\xbb\xbfretry: 3000\n\nid: 7\n\n\n\ndata:\n\ndata\n\n" + events(IT_IS, TEN, STOP),
    "blocks of comments": b": a\n: b\n:\n\n" + events(IT_IS, TEN, STOP),
    "one line end between events": events(IT_IS, "{}", TEN, STOP, between="\n"),
    "an event in many lines": events(json.dumps(json.loads(IT_IS), indent=1).replace("\n", "\ndata: "), TEN, STOP),
    "carriage returns alone": events(IT_IS, TEN, STOP).replace(b"\n", b"\r"),
    "separators of other kinds in the text": events(chunk({"content": "It\u2028is\u0085ten."}), STOP),
    "a character in halves": events(*map(json.dumps, HALVES)),
    "half a character": events(json.dumps(HALVES[0]), IT_IS.replace("It is", "."), STOP),
    "completions, their text in the choice": events(
        *(json.dumps({"choices": [{"index": 0, "text": text, "finish_reason": None}]}) for text in ("It is", " ten.")),
        json.dumps({"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}),
    ),
    "Ollama's own API": lines(
        {"message": {"role": "assistant", "content": "It is"}, "done": False}, {"message": {"content": " ten."}, "done": False},
        {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop", "eval_count": 4},
    ),
    "Ollama's own API, thoughts first": lines(
        {"message": {"content": "", "thinking": "Ten?"}, "done": False}, {"message": {"content": "It is ten."}, "done": False},
        {"message": {"content": ""}, "done": True},
    ),
    "Ollama's completions": lines({"response": "It is", "done": False}, {"response": " ten.", "done": True}),
    "thoughts in a field of its own": events(chunk({"thought": "Ten?"}), chunk({"thinking": "Yes."}), IT_IS, TEN, STOP),
    "the whole in one document": json.dumps(WHOLE).encode(),
    "the whole in many lines": json.dumps(WHOLE, indent=2).encode() + b"\n",
    "the whole as an event": events(json.dumps(WHOLE), end=""),
    "Perplexity, the whole beside the words": events(*(one[:-3] + f', "message": {SUM}}}]}}' for one in (IT_IS, TEN, STOP))),
    "each piece as a message": events(*(one.replace('"delta"', '"message"') for one in (IT_IS, TEN)), end=""),
    "the whole, reason null": json.dumps({"choices": [{**WHOLE["choices"][0], "finish_reason": None}]}).encode(),  # type: ignore[index]
}  # fmt: skip
"""Answers that say "It is ten." and in which everything can be read."""

SKIPPED = {
    "no JSON": (events(IT_IS, "<html>", TEN, STOP), 1),
    "half a chunk": (events(IT_IS, IT_IS[:20], TEN, STOP), 1),
    "half a chunk and no blank lines": (events(IT_IS, IT_IS[:20], TEN, STOP, between="\n"), 1),
    "no object": (events(IT_IS, "[]", "7", "null", TEN, STOP), 3),
    "choices of another kind": (events(IT_IS, '{"choices": 3}', '{"choices": ["x"]}', TEN, STOP), 2),
    "a delta of another kind": (events(IT_IS, chunk("x"), TEN, STOP), 1),
    "text of another kind": (events(IT_IS, chunk({"content": 7}), TEN, chunk({"content": 7}, "stop")), 2),
    "bytes that are no text": (events(IT_IS, TEN, STOP).replace(b" ten", b" \xff", 1).replace(b"\xff", b"ten\xff"), 0),
    "brackets without end": (events(IT_IS, "[" * 100_000, TEN, STOP), 1),
    "a line without end": (events(IT_IS, "x" * (1 << 21), TEN, STOP), 2),  # what is too long, and the rest of it
    "a usage below zero": (events(IT_IS, TEN, '{"usage": {"prompt_tokens": -9, "completion_tokens": -9}}', STOP), 0),
    "a usage past all counting": (
        events(IT_IS, TEN, f'{{"usage": {{"prompt_tokens": {"9" * 400}, "completion_tokens": 1}}}}', STOP), 0
    ),
    "a usage of another kind": (events(IT_IS, TEN, '{"usage": {"prompt_tokens": "9"}}', STOP), 0),
    "probabilities of another kind": (events(chunk({"content": "It is"}, logprobs=[1]), TEN, STOP), 1),
}

CALLED = {
    "in pieces": called(
        {"index": 0, "id": "call_0", "function": {"name": "time", "arguments": ""}},
        {"index": 0, "function": {"arguments": "{"}}, {"index": 0, "function": {"arguments": "}"}},
    ),
    "arguments an object": called({"index": 0, "id": "call_0", "function": {"name": "time", "arguments": {}}}),
    "no arguments": called({"index": 0, "id": "call_0", "function": {"name": "time"}}),
    "a function call of before there were tools": events(
        chunk({"function_call": {"name": "time", "arguments": ""}}), chunk({"function_call": {"arguments": "{"}}),
        chunk({"function_call": {"arguments": "}"}}), chunk({}, "function_call"),
    ),
    "Ollama's own API": lines(
        {"message": {"content": "", "tool_calls": [{"function": {"name": "time", "arguments": {}}}]}, "done": False},
        {"message": {"content": ""}, "done": True, "done_reason": "stop"},
    ),
    "arguments null": called({"index": 0, "id": "call_0", "function": {"name": "time", "arguments": None}}),
    "no number, no id": called({"function": {"name": "time", "arguments": "{"}}, {"function": {"arguments": "}"}}),
    "its name in every piece": called(
        {"index": 0, "id": "call_0", "function": {"name": "time", "arguments": "{"}},
        {"index": 0, "id": "call_0", "function": {"name": "time", "arguments": "}"}},
    ),
    "a number from the second piece on": called(
        {"index": None, "id": "call_0", "function": {"name": "time", "arguments": "{"}},
        {"index": 0, "function": {"arguments": "}"}},
    ),
    "an id of its own for each piece": called(
        {"index": 0, "id": "call_0", "function": {"name": "time", "arguments": "{"}},
        {"index": 0, "id": "x", "function": {"name": "", "arguments": "}"}},
    ),
    "a piece without a function": called({"index": 0, "function": {"name": "time"}}, {"index": 0, "function": None}),
    "done without a reason": events(chunk({"tool_calls": [{"id": "call_0", "function": {"name": "time", "arguments": "{}"}}]})),
    "in one document": json.dumps(
        {"choices": [{"message": {"content": None, "tool_calls": [{"function": {"name": "time", "arguments": {}}}]}}]}
    ).encode(),
}  # fmt: skip
"""Answers that call the tool `time`."""


def read(body: bytes, size: int) -> tuple[str, StreamResult]:
    result = StreamResult()
    reader = Reader(result, 300)
    said = [piece for at in range(0, len(body), size) for piece in reader.feed(body[at : at + size])]
    said += [] if reader.finished else reader.feed(b"", last=True)
    assert reader.finished
    return "".join(said), result


def ask(body: bytes, kind: str = "text/event-stream", size: int = 1 << 12) -> tuple[str, StreamResult]:
    answer = HEAD.format(kind, len(body)).encode() + body
    result = StreamResult()

    async def run(url: str) -> str:
        patient = {"connect_s": 20.0, "first_token_s": 20.0, "next_token_s": 20.0}
        chat = opened(Tier(name="home", where="lan", base_url=url, model="m", **patient))  # type: ignore[arg-type]
        try:
            return "".join([piece async for piece in chat.stream(QUESTION, result)])
        finally:
            await chat.close()

    with serving(ChatServer([answer[at : at + size] for at in range(0, len(answer), size)], bare=True)) as server:
        return asyncio.run(asyncio.wait_for(run(server.url), 30)), result


def plain(said: str) -> str:
    """The text with "ten" for a clock's face and for what could not be decoded."""
    return re.sub("ten\ufffd|\ufffd|🕟", "ten", re.sub("[\u2028\u0085]", " ", said))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 1 << 16])
@pytest.mark.parametrize("written", SAID)
def test_what_is_said_is_read_wherever_it_is_cut(written: str, size: int) -> None:
    said, result = read(SAID[written], size)
    assert (plain(said), result.ended, result.skipped) == ("It is ten.", "stop", 0)


@pytest.mark.parametrize("written", SAID)
def test_the_client_gets_it_from_a_server(written: str) -> None:
    kind = "application/json" if written.startswith("the whole in") else "text/event-stream"
    said, result = ask(SAID[written], kind, size=50)
    assert (plain(said), result.skipped) == ("It is ten.", 0)


@pytest.mark.parametrize("size", [1 << 8, 1 << 16])
@pytest.mark.parametrize("written", SKIPPED)
def test_what_cannot_be_read_is_skipped_and_counted(written: str, size: int) -> None:
    body, skipped = SKIPPED[written]
    said, result = read(body, size)
    assert (plain(said), result.skipped) == ("It is ten.", skipped)


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
@pytest.mark.parametrize("written", CALLED)
def test_tools_are_called(written: str, size: int) -> None:
    said, result = read(CALLED[written], size)
    assert (said, result.calls) == ("", CALLS)


def test_calls_that_are_all_number_0_or_have_no_number_are_told_apart() -> None:
    one, two = ({"function": {"name": name, "arguments": "{}"}} for name in ("time", "date"))
    for parts in ([one, two], [{**one, "index": 0}, {**two, "index": 0}], [{**one, "id": "a"}, {**two, "id": "b"}], [one, one]):
        assert [call.name for call in read(called(*parts), 9)[1].calls] == [part["function"]["name"] for part in parts]


@pytest.mark.parametrize(
    "data",
    [
        '{"error": {"message": "overloaded"}}', '{"error": "overloaded"}', '{"error": {"code": 502}, "choices": null}',
        chunk({"content": ""}, "error"), '{"type": "error", "message": "overloaded"}', '{"object": "error", "code": 503}',
    ],
)  # fmt: skip
def test_an_error_in_the_stream_is_one(data: str) -> None:
    with pytest.raises(ReportedError):
        read(events(IT_IS, data), 7)
    with pytest.raises(TierError, match="reported an error"):
        ask(data.encode(), "application/json")


def test_an_error_that_is_null_is_none() -> None:
    assert read(events(IT_IS[:-1] + ', "error": null}', TEN, STOP), 7)[0] == "It is ten."


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>\n<body>\n\nLog in", events(IT_IS, TEN, end=""), b'{"choices": []}'])
def test_an_answer_without_an_end_broke_off(body: bytes) -> None:
    with pytest.raises(TierError, match="broke off"):
        ask(body, "text/html")
