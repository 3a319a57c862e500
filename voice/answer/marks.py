"""Ends a reply at what is meant for programs: a mark of a chat template that the model wrote as text ("<|im_end|>", "[INST]",
or a line with "User:"), or a tool call.

A model writes a mark when its template or its server is the wrong one: nothing has stopped it, and it goes on with the user's
next line. Before a reply such marks, and the name of the speaker, are left out. A call as text is one that its server did not
recognise; nothing that can be said follows it.

Programs are given code, JSON and dialogues as they are: for them a reply ends at what only templates have, outside of code and
quotes, and at nothing that they asked about.
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
    "<seed:eos>", "<seed:bos>", "<sop>", "<eop>", "[gMASK]", "[e~[", "]~b]", "]~!b[", "<role>", "</role>",
)  # fmt: skip
CALLS = (
    "<tool_call>", "<tool_calls>", "<tool_response>", "<tool_code>", "<tools>", "<tool_use>", "<function_call>",
    "<function_calls>", "<function=", "<function>", "<invoke", "<|tool", "<|python_tag|>", "<｜tool", "[TOOL_CALLS]",
    "[TOOL_REQUEST]", "```tool_code", "```tool_call", "<unused", "<arg_key>",
)  # fmt: skip
KEYS = (
    "[\"'](?:name|function|function_calls?|tool|tool_name|tool_calls?|tool_uses|actions?|type|arguments|parameters"
    "|recipient_name)[\"']"
)
TOOLS = (
    r"</?(?:[a-z]{1,12}[:_]){0,2}(?:(?i:tool_?calls?)|(?:tool|function|invoke)(?:[_-][a-z]{1,12})?)(?:>| name=)"
    r"|\[/?TOOL_[A-Z]{1,12}\]|\[[a-z]\w{0,40}\(\w{1,40}="
)
"""Matches the tags around a call in which its models differ."""
CALL = re.compile("|".join(map(re.escape, CALLS)) + rf"|{TOOLS}|(?:```(?:json)?\s*)?\[?\s*\{{\s*{KEYS}\s*:")
MARK = re.compile(
    r"<\|[\w/.-]{1,40}\|?>|<[\w/.-]{1,40}\|>|<｜[^｜<>]{1,40}｜>|\[\|\w{1,20}\|\]|<(?:extra_id|reserved)_\d+>|(?i:"
    + "|".join(map(re.escape, MARKS)) + ")"
)  # fmt: skip
ROLES = ("assistant", "model", "Assistant")
LEADS = (*(role + end for role in ROLES for end in ("\n", "<|", "<｜")), "Assistant:")
LEAD = re.compile(rf"\s*(?:{MARK.pattern}|(?:{'|'.join(ROLES)})(?:\n|(?=<[|｜]))|Assistant:)")
BEGUN = re.compile(
    r"<(?:\|(?:[\w/.-]{0,40}\|?)?|｜(?:[^｜<>]{0,40}｜?)?|/?(?:[A-Za-z][\w:.-]{0,40}(?: n?a?m?e?|\|)?)?)\Z"
    r"|\[(?:/?[A-Z_]{0,16}|\|(?:\w{0,20}\|?)?|[a-z]\w{0,40}(?:\(\w{0,40})?)\Z"
    r'|(?:```(?:j(?:s(?:on?)?)?)?\s*)?(?:\[\s*)?\{\s*(?:["\x27](?:\w{0,14}(?:["\x27]\s*)?)?)?\Z|(?:`{1,3}|```j(?:s(?:on?)?)?\s*|\[)\Z'
)
TEMPLATES = re.compile(
    r"<\|[\w/.-]{1,40}\|?>|<[\w/.-]{1,40}\|>|<｜[^｜<>]{1,40}｜>|<extra_id_\d+>|<(?:end|start)_of_turn>|<im_(?:start|end)>"
    r"|\[/?INST\]|<</?SYS>>|</?tool_calls?>|\[TOOL_CALLS\]|</s>"
)
"""Matches the marks that are nothing else: no HTML, no JSON, no word of a dialogue."""
TEMPLATE_ROLE = re.compile(rf"(?:{'|'.join(ROLES)})(?=\s|<[|｜])")
QUOTES = "`'\"\u201c\u2018"
FENCE = "```"
CUT = re.compile(r"<[|｜]\w|<(?:end|start)_of_")
"""Begins a mark in whose midst the reply was cut."""
LONGEST = max(map(len, (*MARKS, *CALLS)))


class Marks:
    """Reads one reply, in pieces that may be cut anywhere."""

    def __init__(self, asked: str | None = None) -> None:
        """`asked`: what the program asked that gets the reply; None: somebody listens."""
        self.over = False
        """Whether a mark has ended it."""
        self._asked = asked
        self._given = ""
        """What a program was given."""
        self._held = ""
        """Its last characters, where they may be the beginning of a mark."""
        self._begun = False
        self._led = False
        """Whether a mark stood before it."""

    def feed(self, piece: str) -> str:
        """Take a piece; return what is certainly of the reply."""
        text, self._held = self._held + piece, ""
        while not self._begun and (lead := self._lead(text)):
            text, self._led = text[lead:], True
        if (end := self._end(text)) is not None:
            self.over = True
            return text[:end]
        sure = self._sure(text)
        self._held, self._begun = text[sure:], self._begun or bool(text[:sure].strip())
        if self._asked is not None:
            self._given += text[:sure]
        return text[:sure]

    def flush(self) -> str:
        """End the reply; return what was held back of it."""
        held, self._held = self._held, ""
        return "" if CUT.match(held) else held

    def _lead(self, text: str) -> int:
        """Where a mark before the reply, or the speaker's name, ends; 0 where there is none."""
        if self._asked is None:
            found = None if CALL.match(text) else LEAD.match(text)
            return found.end() if found else 0
        first = len(text) - len(text.lstrip())
        if self._led and (role := TEMPLATE_ROLE.match(text, first)):
            return role.end()
        mark = TEMPLATES.match(text, first)
        return mark.end() if mark and not CALL.match(text) and not self._is_text(mark) else 0

    def _end(self, text: str) -> int | None:
        """Where the reply ends at a mark."""
        if self._asked is None:
            return min((found.start() for found in (CALL.search(text), MARK.search(text)) if found), default=None)
        return next((found.start() for found in TEMPLATES.finditer(text) if not self._is_text(found)), None)

    def _is_text(self, mark: re.Match[str]) -> bool:
        """Whether a mark is what the reply is about: in code or quotes, in HTML, or asked about."""
        before = self._given + mark.string[: mark.start()]
        line = before.rpartition("\n")[2].replace(FENCE, "")
        in_code = before.count(FENCE) % 2 or line.count("`") % 2 or before[-1:] in (*QUOTES,)
        return bool(in_code) or (mark[0] == "</s>" and "<s>" in before) or mark[0] in (self._asked or "")

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
