"""Ends a reply at what is meant for programs: a mark of a chat template that the model wrote as text ("<|im_end|>", "[INST]",
or a line with "User:"), or a tool call.

A model writes a mark when its template or its server is the wrong one: nothing has stopped it, and it goes on with the user's
next line. Before a reply such marks, and the name of the speaker, are left out. A call as text is one that its server did not
recognise; nothing that can be said follows it.
"""

import re

MARKS = (
    "<s>", "</s>",
    "<unk>", "<sep>", "<mask>", "<eod>", "[UNK]", "[SEP]", "[CLS]", "[MASK]", "<eos_token>",
    "<bos>", "<eos>", "<pad>", "<eot>", "<im_start>", "<im_end>", "<end_of_turn>", "<start_of_turn>",
    "<end_of_text>", "<end_of_utterance>", "<end_of_sentence>", "[INST]", "[/INST]", "[BOS]", "[EOS]", "[PAD]", "<<SYS>>",
    "<</SYS>>", "\nUser:", "\nUSER:", "\nHuman:", "\nHUMAN:", "\n### Instruction:", "\n### Response:", "\n### User:",
    "\n### Human:", "\n### Assistant:",
    "\n### Input:", "\n### Question:", "\nuser\n", "<user>", "</user>", "</assistant>",
)  # fmt: skip
CALLS = (
    "<tool_call>", "<tool_calls>", "<tool_response>", "<tool_code>", "<tools>", "<tool_use>", "<function_call>",
    "<function_calls>", "<function=", "<function>", "<invoke", "<|tool", "<|python_tag|>", "<｜tool", "[TOOL_CALLS]",
    "[TOOL_REQUEST]", "```tool_code", "```tool_call", "<unused",
)  # fmt: skip
KEYS = '"(?:name|function|tool|tool_name|tool_calls?|tool_uses|action|type|arguments|parameters|recipient_name)"'
TOOLS = r"</?(?:[a-z]{1,12}:)?(?:start_|end_)?(?:tool|function)(?:[_-][a-z]{1,12})?(?:>| name=)|\[/?TOOL_[A-Z]{1,12}\]"
"""Matches the tags around a call in which its models differ."""
CALL = re.compile("|".join(map(re.escape, CALLS)) + rf"|{TOOLS}|(?:```(?:json)?\s*)?\[?\s*\{{\s*{KEYS}\s*:")
MARK = re.compile(
    r"<\|[\w/.-]{1,40}\|?>|<[\w/.-]{1,40}\|>|<｜[^｜<>]{1,40}｜>|<extra_id_\d+>|(?i:"
    + "|".join(map(re.escape, MARKS)) + ")"
)  # fmt: skip
ROLES = ("assistant", "model", "Assistant")
LEADS = (*(role + end for role in ROLES for end in ("\n", "<|", "<｜")), "Assistant:")
LEAD = re.compile(rf"\s*(?:{MARK.pattern}|(?:{'|'.join(ROLES)})(?:\n|(?=<[|｜]))|Assistant:)")
BEGUN = re.compile(
    r"<(?:\|(?:[\w/.-]{0,40}\|?)?|｜(?:[^｜<>]{0,40}｜?)?|/?(?:[A-Za-z][\w:.-]{0,40}(?: n?a?m?e?|\|)?)?)\Z|\[/?[A-Z_]{0,16}\Z"
    r'|(?:```(?:j(?:s(?:on?)?)?)?\s*)?(?:\[\s*)?\{\s*(?:"(?:\w{0,14}(?:"\s*)?)?)?\Z|(?:`{1,3}|```j(?:s(?:on?)?)?\s*|\[)\Z'
)
CUT = re.compile(r"<[|｜]\w|<(?:end|start)_of_")
"""Begins a mark in whose midst the reply was cut."""
LONGEST = max(map(len, (*MARKS, *CALLS)))


class Marks:
    """Reads one reply, in pieces that may be cut anywhere."""

    def __init__(self) -> None:
        self.over = False
        """Whether a mark has ended it."""
        self._held = ""
        """Its last characters, where they may be the beginning of a mark."""
        self._begun = False

    def feed(self, piece: str) -> str:
        """Take a piece; return what is certainly of the reply."""
        text, self._held = self._held + piece, ""
        while not self._begun and not CALL.match(text) and (found := LEAD.match(text)):
            text = text[found.end() :]
        if found := min(filter(None, (CALL.search(text), MARK.search(text))), key=re.Match.start, default=None):
            self.over = True
            return text[: found.start()]
        sure = self._sure(text)
        self._held, self._begun = text[sure:], self._begun or bool(text[:sure].strip())
        return text[:sure]

    def flush(self) -> str:
        """End the reply; return what was held back of it."""
        held, self._held = self._held, ""
        return "" if CUT.match(held) else held

    def _sure(self, text: str) -> int:
        """How many characters of the text are none that a mark may begin with."""
        first = text.lstrip()
        if not self._begun and first and any(lead.startswith(first) for lead in LEADS):
            return 0
        begun = BEGUN.search(text)
        ends = range(max(0, len(text) - LONGEST + 1), len(text))
        known = (*MARKS, *CALLS)
        held = next((at for at in ends if any(mark.lower().startswith(text[at:].lower()) for mark in known)), len(text))
        return min(held, begun.start()) if begun else held
