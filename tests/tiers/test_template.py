"""Chat templates of local models: what they take, and what is done where they do not."""

import pytest

from voice.tiers.template import ChatTemplate, NoTemplateError

pytest.importorskip("llama_cpp")
TEMPLATE: str = pytest.importorskip("benchmarks.shapes.llama").TEMPLATE

WITH_TOOLS = "{% if tools %}TOOLS {{ tools | tojson }}\n{% endif %}" + TEMPLATE
NO_SYSTEM = (
    "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for message in messages %}{% if (message.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Roles must alternate user/assistant') }}{% endif %}"
    "<start_of_turn>{{ message.role }}\n{{ message.content }}<end_of_turn>\n{% endfor %}"
)
"""As Gemma 2 and Mistral have it."""

SYSTEM = {"role": "system", "content": "Be brief."}
ASKED = {"role": "user", "content": "how long does an egg take"}
CALL = {"id": "1", "type": "function", "function": {"name": "timer_set", "arguments": '{"seconds": 540}'}}
CALLED = {"role": "assistant", "content": "", "tool_calls": [CALL]}
DONE = {"role": "tool", "content": "Nine minutes, starting now.", "tool_call_id": "1"}
TIMER = {
    "type": "function",
    "function": {
        "name": "timer_set",
        "description": "Set a timer.",
        "parameters": {"type": "object", "properties": {"seconds": {"type": "number"}, "name": {"anyOf": []}}},
    },
}


def prompt(source: str, *messages: object, tools: tuple[object, ...] = ()) -> str:
    return ChatTemplate(source, "</s>", "<s>").prompt(messages, tools)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("source", [None, ""])
def test_a_model_without_a_template_is_no_model_for_conversations(source: str | None) -> None:
    with pytest.raises(NoTemplateError):
        ChatTemplate(source, "</s>", "<s>")


def test_what_a_template_takes_is_known_from_what_it_writes() -> None:
    taken = {source: ChatTemplate(source, "", "") for source in (WITH_TOOLS, TEMPLATE, NO_SYSTEM)}
    assert [made.takes_tools for made in taken.values()] == [True, False, False]
    assert [made.takes_system for made in taken.values()] == [True, True, False]


def test_a_template_that_takes_tools_is_given_them_and_nothing_else_is_said_of_them() -> None:
    made = prompt(WITH_TOOLS, SYSTEM, ASKED, tools=(TIMER,))
    assert made.startswith("TOOLS [{")
    assert "<tool_call>" not in made
    assert "<|im_start|>system\nBe brief.<|im_end|>" in made


def test_one_that_ignores_tools_has_them_described_behind_the_system_line() -> None:
    made = prompt(TEMPLATE, SYSTEM, ASKED, tools=(TIMER,))
    system = made.partition("<|im_end|>")[0]
    assert system.startswith("<|im_start|>system\nBe brief.\n\nYou have these tools:\n")
    assert "\n- timer_set(seconds: number, name: value): Set a timer.\n" in system
    assert "<tool_call>" in system
    assert prompt(TEMPLATE, ASKED, tools=(TIMER,)).startswith("<|im_start|>system\nYou have these tools:\n- timer_set(")
    assert prompt(TEMPLATE, SYSTEM, ASKED) == prompt(WITH_TOOLS, SYSTEM, ASKED)


def test_its_calls_and_their_results_are_lines_of_the_conversation() -> None:
    made = prompt(TEMPLATE, SYSTEM, ASKED, CALLED, DONE, DONE, tools=(TIMER,))
    assert '<|im_start|>assistant\n<tool_call>\n{"name": "timer_set", "arguments": {"seconds": 540}}\n</tool_call>' in made
    assert made.count("<|im_start|>user") == 2
    assert made.count("<tool_response>\nNine minutes, starting now.\n</tool_response>") == 2
    assert "<|im_start|>tool" not in made


def test_a_system_line_that_is_refused_stands_before_the_first_question() -> None:
    made = prompt(NO_SYSTEM, SYSTEM, ASKED, {"role": "assistant", "content": "Nine minutes."}, ASKED)
    assert made.startswith("<start_of_turn>user\nBe brief.\n\nhow long does an egg take<end_of_turn>\n")
    assert made.count("Be brief.") == 1


def test_tools_and_results_keep_the_order_of_roles_that_a_strict_template_asks_for() -> None:
    made = prompt(NO_SYSTEM, SYSTEM, ASKED, CALLED, DONE, DONE, tools=(TIMER,))
    assert "Be brief.\n\nYou have these tools:" in made
    assert made.count("<start_of_turn>") == 3
