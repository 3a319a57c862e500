"""Runs one GGUF model with llama-cpp-python (https://github.com/abetlen/llama-cpp-python) in the worker's process.

What was computed stays in the key-value cache: a prompt that begins like the last one costs only what differs.
"""

import codecs
import contextlib
import ctypes
import itertools
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voice.clock import stopwatch
from voice.tiers import FIRST_TOKENS
from voice.tiers.calls import CALL, call_begins, grammar_of, held_back
from voice.tiers.limit import Limit
from voice.tiers.template import ChatTemplate

STUCK_S = 0.6
"""Call the computation stuck after so long without a step; a step of the largest model takes some ms."""

STUCK_ON_CARD_S = 10.0
"""The same where a graphics card may compute: it reports no steps, and a batch of the prompt counts as one."""


class Cancelled(Exception):
    """The request was cancelled."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a reply, or its end."""

    text: str = ""
    logprobs: tuple[float, ...] = ()
    """Natural log-probabilities of the tokens since the last piece, as far as they are among the reply's first."""
    call: str = ""
    """A tool call, JSON: {"name", "arguments"}."""
    end: str = ""
    """"stop", "length" or "tool_calls", with the last piece."""


@dataclass(slots=True)
class Work:
    """Counts one request's tokens, and cancels it."""

    prompt: int = 0
    cached: int = 0
    """Tokens of the prompt that did not have to be computed."""
    written: int = 0
    cancelled: bool = False
    """Set it from any thread to end the computation within a millisecond: at the next node of its graph, not the next
    token, which may take a fifth of a second."""


class Llama:
    """One model. Only `stuck` and the fields of `Work` may be used from another thread."""

    def __init__(
        self,
        file: str,
        context: int,
        threads: int | None = None,
        repack: bool = True,
        left_out: Callable[[str], None] = lambda name: None,
    ) -> None:
        """`left_out` is called with the name of each tool that is not offered, as its schema makes no grammar."""
        self._file = file
        self._context = context
        self._threads = threads
        self._repack = repack
        self._left_out = left_out
        self._parsed: dict[str, bool] = {}
        """Whether a tool's schema makes a grammar, by the tool as JSON."""
        self._work = Work()
        self._stuck_s = STUCK_S
        self._watch = stopwatch()
        self._progress: float | None = None
        """When the computation last came a step further, by the watch; None while nothing is computed."""

    def load(self) -> None:
        """Read the model and compute with it once, so that every page of it is in memory."""
        import llama_cpp

        if llama_cpp.llama_supports_gpu_offload():
            self._stuck_s = STUCK_ON_CARD_S
        self._library: Any = llama_cpp
        with _without_repacking(llama_cpp) if not self._repack else contextlib.nullcontext():
            self._model: Any = llama_cpp.Llama(
                self._file,
                n_ctx=self._context,
                n_gpu_layers=-1,  # all of them, where the library was built for a graphics card
                n_threads=self._threads or writing_threads(),
                n_threads_batch=self._threads or os.cpu_count(),
                verbose=False,
            )
        self._vocabulary: Any = llama_cpp.llama_model_get_vocab(self._model.model)
        self._step = llama_cpp.ggml_abort_callback(self._stepped)
        llama_cpp.llama_set_abort_callback(self._model.ctx, self._step, None)
        self._template = self._chat_template()
        self._next(self._model.generate([max(0, self._model.token_bos())] * 2, temp=0.0))  # two: a batch, which can crash

    @property
    def takes_tools(self) -> bool:
        """Whether the chat template tells the model of the tools."""
        return self._template.takes_tools

    @property
    def stuck(self) -> bool:
        """True if a computation has made no progress for too long."""
        return (since := self._progress) is not None and self._watch() - since > self._stuck_s

    def read(self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Any], work: Work) -> None:
        """Compute the part of the prompt that every continuation of the last message has in common. Raises Cancelled."""
        self._work = work
        tools = self._usable(tools)
        before, last = messages[:-1], messages[-1]
        if last["role"] != "user":
            before, last = messages, {"role": "user", "content": ""}
        one, two = (self._tokens([*before, {**last, "content": last["content"] + end}], tools) for end in (" a", "1"))
        shared = one[: min(_common(one, two), self._context - 1)]
        work.prompt, work.cached = len(shared), self._known(shared)
        if work.cached < work.prompt:
            self._next(self._model.generate(shared, temp=0.0))

    def reply(self, request: Mapping[str, Any], work: Work) -> Iterator[Piece]:
        """Write the reply to a chat request. Raises Cancelled, and ValueError for a prompt that does not fit the context."""
        self._work = work
        tools = self._usable(request.get("tools") or [])
        prompt = self._tokens(request["messages"], tools)
        room = self._context - len(prompt)
        if room < 1:
            raise ValueError(f"the conversation has {len(prompt)} tokens, the context {self._context}")
        work.prompt, work.cached = len(prompt), min(self._known(prompt), len(prompt) - 1)
        most = min(int(request.get("max_tokens") or room), room)
        tokens = self._written(prompt, most, float(request.get("temperature") or 0.0))
        limit = Limit(most, request.get("spoken", True))
        yield from self._pieces(tokens, prompt, tools, limit, bool(request.get("logprobs")))

    def _pieces(
        self, tokens: Iterator[int], prompt: list[int], tools: Sequence[Any], limit: Limit, logprobs: bool
    ) -> Iterator[Piece]:
        """Cut the tokens into pieces of text; what may begin a tool call is held back until it is known not to."""
        text, given = "", 0
        sure: list[float] = []
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        for number, token in enumerate(tokens):
            if logprobs and number < FIRST_TOKENS:
                sure.append(self._logprob(token))
            text += decoder.decode(self._model.detokenize([token], special=bool(tools)))
            if tools and (at := call_begins(text)) is not None:
                yield Piece(text[given:at].rstrip(), tuple(sure))
                yield Piece(call=self._call(prompt, text[:at] + f"{CALL}\n" * (CALL in text), tools), end="tool_calls")
                return
            if (end := limit.reached(text, number + 1)) is not None:
                yield Piece(text[given:end].rstrip(), tuple(sure), end="length")
                return
            ready = len(text) - (held_back(text) if tools else 0)
            if ready > given:
                yield Piece(text[given:ready], tuple(sure))
                given, sure = ready, []
        yield Piece(text[given:], tuple(sure), end="stop")

    def _call(self, prompt: list[int], before: str, tools: Sequence[Any]) -> str:
        """Have the model write the tool call that follows `before`, in the grammar of what the tools take."""
        grammar = self._library.LlamaGrammar.from_string(grammar_of(tools), verbose=False)
        begun = [*prompt, *self._model.tokenize(before.encode(), add_bos=False, special=True)]
        written = self._written(begun, self._context - len(begun), 0.0, grammar)
        return b"".join(self._model.detokenize([token]) for token in written).decode("utf-8", "replace")

    def _usable(self, tools: Sequence[Any]) -> list[Any]:
        """The tools whose schema makes a grammar: sampling with one that llama.cpp cannot parse ends the process."""
        usable = []
        for tool in tools:
            text = json.dumps(tool)
            if text not in self._parsed:
                self._parsed[text] = self._parses(tool)
                if not self._parsed[text]:
                    self._left_out(tool["function"]["name"])
            if self._parsed[text]:
                usable.append(tool)
        return usable

    def _parses(self, tool: Any) -> bool:
        try:
            grammar = grammar_of([tool])
        except Exception:  # whatever the binding makes of a schema that it does not know
            return False
        sampler = self._library.llama_sampler_init_grammar(self._vocabulary, grammar.encode(), b"root")
        if sampler:
            self._library.llama_sampler_free(sampler)
        return bool(sampler)

    def _written(self, prompt: list[int], most: int, temperature: float, grammar: Any = None) -> Iterator[int]:
        """Generate the tokens after the prompt, at most `most`, up to the end that the model sets."""
        tokens = self._model.generate(prompt, temp=temperature, grammar=grammar)
        for _ in range(most):
            token = self._next(tokens)
            if token is None or self._library.llama_vocab_is_eog(self._vocabulary, token):
                return
            self._work.written += 1
            yield token

    def _next(self, tokens: Iterator[int]) -> int | None:
        """One step of the model. Raises Cancelled."""
        if self._work.cancelled:
            raise Cancelled
        self._progress = self._watch()
        try:
            return next(tokens, None)
        except RuntimeError:  # what the binding makes of a computation that was broken off
            self._model.n_tokens = max(0, self._model.n_tokens - 1)  # what it last computed is not to be sampled from
            if self._work.cancelled:
                raise Cancelled from None
            raise
        finally:
            self._progress = None

    def _stepped(self, _: Any) -> bool:
        """Called before each node of the computation, 600 times a token: too little to be measured beside its 13 ms."""
        self._progress = self._watch()
        return self._work.cancelled

    def _logprob(self, token: int) -> float:
        """Natural log-probability of the token just sampled, from the logits of its position alone."""
        import numpy as np

        address = self._library.llama_get_logits_ith(self._model.ctx, -1)
        logits = np.ctypeslib.as_array(ctypes.cast(address, ctypes.POINTER(ctypes.c_float)), (self._model.n_vocab(),))
        highest = logits.max()
        return float(logits[token] - highest - np.log(np.exp(logits - highest).sum()))

    def _tokens(self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Any]) -> list[int]:
        prompt, has_bos = self._template.prompt(messages, tools)
        tokens: list[int] = self._model.tokenize(prompt.encode(), add_bos=not has_bos, special=True)
        return tokens

    def _known(self, tokens: Sequence[int]) -> int:
        """How many of the first tokens have been computed already."""
        return _common(tokens, self._model.input_ids[: self._model.n_tokens].tolist())

    def _chat_template(self) -> ChatTemplate:
        def text(token: int) -> str:
            return self._library.llama_vocab_get_text(self._vocabulary, token).decode() if token >= 0 else ""

        source = self._model.metadata.get("tokenizer.chat_template")
        return ChatTemplate(source, text(self._model.token_eos()), text(self._model.token_bos()))


@contextlib.contextmanager
def _without_repacking(library: Any) -> Iterator[None]:
    """Have models that are made meanwhile keep their weights as the file has them: the binding has no parameter for it."""
    made = library.llama_cpp.llama_model_default_params

    def plain() -> Any:
        parameters = made()
        parameters.use_extra_bufts = False
        return parameters

    library.llama_cpp.llama_model_default_params = plain
    try:
        yield
    finally:
        library.llama_cpp.llama_model_default_params = made


def writing_threads() -> int:
    """Threads to write with: all but one (for sound) on a small machine; half on a larger one, as two share a core."""
    there = os.cpu_count() or 2
    return max(1, there - 1) if there <= 4 else there // 2


def _common(one: Sequence[int], two: Sequence[int]) -> int:
    """The number of leading tokens that both sequences share."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
