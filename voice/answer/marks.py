"""Ends a reply at a mark of a chat template that the model wrote as text ("<|im_end|>", "[INST]", or a line with "User:").

A model does so when its template or its server is the wrong one: nothing has stopped it, and it goes on with the user's next
line. Before a reply such marks, and the name of the speaker, are left out.
"""

import re

MARKS = (
    "</s>", "<end_of_turn>", "<start_of_turn>", "[INST]", "[/INST]", "\nUser:", "\nHuman:", "\n### Instruction:",
)  # fmt: skip
MARK = re.compile(r"<\|\w{1,24}\|>|" + "|".join(map(re.escape, MARKS)))
LEADS = ("<s>", "assistant\n", "model\n", "Assistant:")
LEAD = re.compile(rf"\s*(?:{MARK.pattern}|{'|'.join(LEADS)})")
BEGUN = re.compile(r"<(?:\|(?:\w{0,24}\|?)?)?\Z")
LONGEST = max(map(len, MARKS))


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
        while not self._begun and (found := LEAD.match(text)):
            text = text[found.end() :]
        if found := MARK.search(text):
            self.over = True
            return text[: found.start()]
        sure = self._sure(text)
        self._held, self._begun = text[sure:], self._begun or bool(text[:sure].strip())
        return text[:sure]

    def flush(self) -> str:
        """End the reply; return what was held back of it."""
        held, self._held = self._held, ""
        return held

    def _sure(self, text: str) -> int:
        """How many characters of the text are none that a mark may begin with."""
        first = text.lstrip()
        if not self._begun and first and any(lead.startswith(first) for lead in LEADS):
            return 0
        if found := BEGUN.search(text):
            return found.start()
        ends = range(max(0, len(text) - LONGEST + 1), len(text))
        return next((at for at in ends if any(mark.startswith(text[at:]) for mark in MARKS)), len(text))
