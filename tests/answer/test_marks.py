"""Marks of chat templates that a model writes as text."""

import pytest

from voice.answer.marks import Marks

ENDED = [
    "<|im_end|>\n<|im_start|>user\nAnd you?", "<|eot_id|>", "<|end|>", "</s>", "<end_of_turn>\n", "[INST] More? [/INST]",
    "\nUser: And you?", "\n\nHuman: More", "<|endoftext|>The", "\n### Instruction:\nMore", "<eos>", "<pad><pad>", "[/INST]",
    "<｜end▁of▁sentence｜>", "<|reserved_special_token_247|>", "\n### Response:\n", "<im_end>",
    "<EOT>", "</S>", "<EOS>",
    "<|turn>user", "<turn|>", "<channel|>", "<unk>", "[UNK]", "<extra_id_0>", "</assistant>", "\nuser\nhi",
    "\n### Input:\nx", "<<SYS>>", "\nUSER: x", "[|endofturn|]", "[|user|]hi", "<seed:eos>", "<sop>", "[gMASK]",
    "<reserved_106>", "<role>HUMAN</role>", "[e~[",
]  # fmt: skip
CALLS = [
    '<tool_call>\n{"name": "time", "arguments": {}}\n</tool_call>', "<function=time>{}</function>", "<|python_tag|>time()",
    '[TOOL_CALLS][{"name": "time", "arguments": {}}]', "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function",
    "<|tool_calls_section_begin|>", '{"name": "time", "parameters": {}}', '[{ "name" : "time"}]', '{"type": "function"}',
    '```json\n{"name": "time"}\n```', "```tool_code\nprint(time())\n```", '<function_calls><invoke name="time">', "<tools>[]",
    "</tool_call>", "<tool-call>", "[TOOL_CALL]", '<function name="time">', "<minimax:tool_call>", "<start_function_call>",
    "<function_results>", "<xai:function_call>",
    '{\n  "tool_calls": []}', '{"arguments": {}}', "[timer_set(seconds=5)]", "<longcat_tool_call>",
    "<use_mcp_tool>", "<ToolCall>", '{"function_call": {"name": "time"}}', "{'name': 'time', 'arguments': {}}",
    '<steptml:invoke name="time">', "<arg_key>a</arg_key>", '{"actions": [{"name": "time"}]}',
]  # fmt: skip
LEFT_OUT = ["<|im_start|>assistant\n", "<|assistant|>\n", "<s>", "<s> [INST] ", "Assistant: ", "\n<|header_id|>", "model\n",
            "<|start_header_id|>assistant<|end_header_id|>\n\n", "<bos><start_of_turn>model\n", "<|start|>assistant<|message|>",
            "<｜begin▁of▁sentence｜><｜Assistant｜>", "<s>[INST][/INST]"]  # fmt: skip
KEPT = [
    "a < b, 2 <3, x<|y and <b>bold</b>.", "[IN the list] [1].", "The user:\nUsers: two.\n\nUs: one. Humans:",
    "Assistants help.", "[laughs] at [a(b)] and [PAD thai], {'a': 1}", "<toolbar> [f(x)] [|",
    "a {b: c} [1] `y` ```json``` {\"x\": 1}", '{"answer": 1}', "[", "functional <function", "Assistant <b", "{", "<sys>",
    "Models of <|a b|>", "A", "<", "\n", "Model", "Hum\nHuman rights: all. ### A heading", "User: that's what you are.",
]  # fmt: skip


def read(text: str, size: int) -> tuple[str, bool]:
    marks = Marks()
    said = ""
    for at in range(0, len(text), size):
        said += marks.feed(text[at : at + size])
        if marks.over:
            break
    return (said if marks.over else said + marks.flush()), marks.over


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("mark", ENDED)
def test_a_mark_ends_the_reply(mark: str, size: int) -> None:
    said, over = read("It is ten." + mark, size)
    assert (said.rstrip(), over) == ("It is ten.", True)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("mark", LEFT_OUT)
def test_marks_before_the_reply_are_left_out(mark: str, size: int) -> None:
    assert read(mark + "It is ten.", size)[0].strip() == "It is ten."


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_mark_is_said(text: str, size: int) -> None:
    assert read(text, size) == (text, False)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("cut", ["<|im_en", "<|im_end|", "<end_of_tur", "<｜begin▁of"])
def test_a_mark_in_whose_midst_the_reply_was_cut_is_not_said(cut: str, size: int) -> None:
    assert read("It is ten." + cut, size)[0] == "It is ten."


def test_words_wait_only_where_a_mark_may_begin() -> None:
    marks = Marks()
    assert [marks.feed(piece) for piece in ("It", " is <", "5.", "\n", "One.", "\nUs", "e it.")] == [
        "It", " is ", "<5.", "", "\nOne.", "", "\nUse it.",
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("call", CALLS)
def test_a_call_as_text_ends_the_reply_also_at_its_beginning(call: str, size: int) -> None:
    said, over = read(f"It is ten. {call}", size)
    assert (said.rstrip(), over) == ("It is ten.", True)
    assert read(call, size) == ("", True)


FOR_PROGRAMS = [
    "```\n<|im_start|>user\nhi<|im_end|>\n```", "In ChatML `<|im_end|>` ends a turn, in Llama 3 \"<|eot_id|>\".", "<s>a</s> b",
    '{"name": "x", "arguments": {}}', "User: a\nHuman: b\n### Response:\nc", "<user>a</user>", "a <| b |> c", "[MASK]",
    "<function=a>", "<tools>[]</tools>", "assistant\nmodel\n", "Assistant: hi", "model",
]  # fmt: skip
NEVER_FOR_PROGRAMS = [
    "<|im_end|>\n<|im_start|>user\nAnd you?", "<|eot_id|>", "</s>", "<end_of_turn>\n", "[INST] More? [/INST]", "<im_end>",
    "<｜end▁of▁sentence｜>", '<tool_call>\n{"name": "time", "arguments": {}}\n</tool_call>', '[TOOL_CALLS][{"name": "time"}]',
    "<|python_tag|>time()",
]  # fmt: skip


def given(text: str, size: int, asked: str = "") -> str:
    marks, said = Marks(asked), ""
    for at in range(0, len(text), size):
        said += "" if marks.over else marks.feed(text[at : at + size])
    return said if marks.over else said + marks.flush()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_a_program_is_given_code_and_dialogues_as_they_are(size: int) -> None:
    assert [given(text, size) for text in FOR_PROGRAMS] == FOR_PROGRAMS


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_a_reply_to_a_program_ends_at_what_only_templates_have(size: int) -> None:
    assert {given(f"It is ten.{mark}", size) for mark in NEVER_FOR_PROGRAMS} == {"It is ten."}
    leads = ("<|im_start|>assistant\n", "<start_of_turn>model\n", "<|start_header_id|>assistant<|end_header_id|>\n\n")
    assert {given(f"{lead}It is ten.", size).strip() for lead in leads} == {"It is ten."}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_a_program_that_asks_about_a_mark_is_answered(size: int) -> None:
    said = "It is <|im_end|> there."
    assert given(said, size, "What does <|im_end|> do?") == said
    assert given(said, size, "Why?") == "It is "
