"""Tools of the client's own: declared by it, called by a tier, done by it."""

import json
from pathlib import Path

import openai
import pytest

from tests.gateway.serving import BLUE, SKY, WEATHER, gateway, tier
from tests.tiers.server import ChatServer, call_chunks, serving


def test_calls_of_the_clients_tools_come_back_to_it(tmp_path: Path) -> None:
    chunks = call_chunks("weather", '{"town": "Oslo"}') + call_chunks("weather", '{"town": "Rome"}', index=1)
    with serving(ChatServer(chunks)) as server, gateway(tmp_path, tier("small", server.url, tools=True)) as here:
        ask = here.client().chat.completions.create
        said = ask(model="voice", messages=SKY, tools=[WEATHER]).choices[0]
        streamed = list(ask(model="voice", messages=SKY, tools=[WEATHER], stream=True))
    assert said.finish_reason == "tool_calls"
    assert said.message.content is None
    assert [json.loads(call.function.arguments) for call in said.message.tool_calls] == [{"town": "Oslo"}, {"town": "Rome"}]
    parts = [part for chunk in streamed for part in chunk.choices[0].delta.tool_calls or ()]
    assert [(part.index, part.function.name) for part in parts] == [(0, "weather"), (1, "weather")]
    assert streamed[-1].choices[0].finish_reason == "tool_calls"
    assert [tool["function"]["name"] for tool in server.requests[0]["tools"]] == ["weather"]


def test_more_calls_than_the_assistant_would_do_are_all_passed_on(tmp_path: Path) -> None:
    chunks = [chunk for at in range(7) for chunk in call_chunks("weather", "{}", index=at)]
    with serving(ChatServer(chunks)) as server, gateway(tmp_path, tier("small", server.url, tools=True)) as here:
        said = here.client().chat.completions.create(model="voice", messages=SKY, tools=[WEATHER])
    assert len(said.choices[0].message.tool_calls) == 7


def test_the_result_of_a_tool_goes_back_to_the_tier(tmp_path: Path) -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"town": "Oslo"}'}}
    lines = [
        *SKY,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "rain"},
    ]
    with serving(ChatServer(BLUE)) as server, gateway(tmp_path, tier("small", server.url, tools=True)) as here:
        here.client().chat.completions.create(model="voice", messages=lines, tools=[WEATHER])
    sent = server.requests[0]["messages"]
    assert sent[1]["tool_calls"] == [call]
    assert (sent[2]["role"], sent[2]["tool_call_id"], sent[2]["content"]) == ("tool", "call_1", "rain")


def test_tools_go_to_a_tier_that_can_call_them(tmp_path: Path) -> None:
    with serving(ChatServer(BLUE), ChatServer(BLUE)) as (plain, able):
        tiers = (tier("plain", plain.url), tier("able", able.url, "lan", tools=True))
        with gateway(tmp_path, *tiers) as here:
            raw = here.client().chat.completions.with_raw_response.create(model="voice", messages=SKY, tools=[WEATHER])
            with pytest.raises(openai.BadRequestError, match="tools = true"):
                here.client().chat.completions.create(model="plain", messages=SKY, tools=[WEATHER])
    assert raw.headers["x-voice-answered-by"] == "able"
    assert plain.requests == []


def test_a_reply_may_be_sent_back_as_it_came(tmp_path: Path) -> None:
    server = ChatServer(answers=[call_chunks("weather", "{}"), BLUE])
    with serving(server), gateway(tmp_path, tier("small", server.url, tools=True)) as here:
        ask = here.client().chat.completions.create
        said = ask(model="voice", messages=SKY, tools=[WEATHER]).choices[0].message
        result = {"role": "tool", "tool_call_id": said.tool_calls[0].id, "content": "rain"}
        ask(model="voice", messages=[*SKY, said, result], tools=[WEATHER])
    assert [line["role"] for line in server.requests[1]["messages"]] == ["user", "assistant", "tool"]


def test_the_clients_own_reader_of_streams_understands_it(tmp_path: Path) -> None:
    server = ChatServer(answers=[BLUE, call_chunks("weather", '{"town": "Oslo"}')])
    with serving(server), gateway(tmp_path, tier("small", server.url, tools=True)) as here:
        client = here.client()
        with client.chat.completions.stream(model="voice", messages=SKY) as stream:
            text = stream.get_final_completion().choices[0].message.content
        with client.chat.completions.stream(model="voice", messages=SKY, tools=[WEATHER]) as stream:
            call = stream.get_final_completion().choices[0].message.tool_calls[0]
    assert text == "Air scatters blue."
    assert (call.function.name, call.function.arguments) == ("weather", '{"town": "Oslo"}')
