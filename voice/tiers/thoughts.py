"""Removes what a model thinks from the text of a reply, where its server leaves that in, and the tags around it."""

import re

NAME = (
    r"(?:(?!end)[a-z]{1,12}[:_]?)?(?:think|thinking|thoughts?|reason|reasoning|analysis|scratch_?pad|reflection|monologue)(?:_[a-z]{1,12})?"
)
"""Matches what models and those who write their prompts call thoughts; with the model's name before it in some."""

MARKED = rf"<\|?{NAME}(?: [^<>/]{{1,40}})?\|? ?>|\[(?:thinking|thought|think)\]"
MARKED_END = rf"<\|?/ ?{NAME}\|? ?>|\[/(?:thinking|thought|think)\]"

BEGIN = (
    "◁think▷", "<|begin_of_thought|>", "<|begin_of_thinking|>", "<|start_thinking|>", "<|start|>assistant",
    "<|channel|>analysis", "<|channel|>commentary", "<|channel>thought", "<|inner_prefix|>", "<unused94>thought",
)  # fmt: skip
"""More tags at the beginning of thoughts. Those with "channel" and "start" are gpt-oss's, whose `FINAL` follows in any case."""

FINAL = "<|channel|>final<|message|>"

END = (
    "◁/think▷", "<|end_of_thought|>", "<|end_of_thinking|>", "<|end_thinking|>", FINAL, "<channel|>", "assistantfinal",
    "<|inner_suffix|>", "<unused95>",
)  # fmt: skip

ANSWER = (
    "<answer>", "</answer>", "<response>", "</response>", "<final>", "</final>", "<output>", "</output>",
    "<|begin_of_solution|>", "<|end_of_solution|>", "<|start_response|>", "<|end_response|>",
)  # fmt: skip
"""The tags around the answer of a model that marks its thoughts too."""

BARE = "analysis"
"""What is left of gpt-oss's tags where its server drops the special tokens: "analysisWe need …assistantfinalIt is ten."."""

TAGS = (*BEGIN, *END, *ANSWER)
TAG = re.compile(rf"({MARKED}|{MARKED_END}|{'|'.join(map(re.escape, TAGS))}|(?-i:\A{BARE}(?=[A-Z])))", re.IGNORECASE)
BEGINS = re.compile(rf"{MARKED}|{'|'.join(map(re.escape, BEGIN))}|{BARE}", re.IGNORECASE)
LONGEST = max(map(len, TAGS))
BEGUN = re.compile(r"<(?:\|?/? ?(?:[a-z][a-z:_]{0,40}(?: [^<>]{0,40}|\|? ?)?)?)\Z|\[/?[a-z]{0,8}\Z", re.IGNORECASE)
"""Matches what may become a tag of `MARKED` or `MARKED_END`."""


class Thoughts:
    """Removes thoughts from a text that comes in pieces, wherever those are cut."""

    def __init__(self, assumed: bool = False) -> None:
        """`assumed`: the text is taken to begin with thoughts of which the end alone is marked, as chat templates make it that
        put the first tag into the prompt. Where no end comes, all of it was the answer."""
        self.begun = False
        self.inside = assumed
        self.unopened = False
        """Whether thoughts ended that had no beginning."""
        self._assumed = ""
        """What was taken for thoughts, and may be the answer."""
        self._held = ""
        """The last characters, which may be the beginning of a tag."""
        self._first = True

    def feed(self, text: str) -> str:
        """Take a piece; return what is certainly not a thought."""
        text = self._held + text
        self._held = self._beginning_of_a_tag(text)
        said = ""
        for at, part in enumerate(TAG.split(text.removesuffix(self._held))):
            if at % 2 and (self.begun or part.lower() not in ANSWER):
                said = self._passed(part.lower(), said)
            elif not self.inside:
                said += part
            elif not self.begun:
                self._assumed += part
        self._first = self._first and text == self._held
        return said

    def flush(self) -> str:
        """End the text; return what was held back of it."""
        held, self._held = self._held, ""
        if not self.inside:
            return held
        return "" if self.begun else self._assumed + held

    def _passed(self, tag: str, said: str) -> str:
        """Go past a tag; return what is said of the text before it."""
        self.inside = BEGINS.fullmatch(tag) is not None
        self.unopened |= not self.inside and not self.begun
        before, self.begun = self.begun, True
        return said if self.inside or before else ""

    def _beginning_of_a_tag(self, text: str) -> str:
        if self._first and text and BARE.startswith(text):
            return text
        marks = "<[◁a" if self.inside else "<[◁"
        ends = (text[-n:] for n in range(min(LONGEST - 1, len(text)), 0, -1) if text[-n] in marks)
        known = next((end for end in ends if any(tag != end and tag.startswith(end.lower()) for tag in TAGS)), "")
        begun = BEGUN.search(text)
        return max(known, begun[0] if begun else "", key=len)
