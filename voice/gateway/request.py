"""Reads a chat request strictly: refuses by name what is not supported and would change the answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from voice.gateway.refused import Refused
from voice.messages import GenerationOptions, Message, Tool, ToolCall

MOST_STOPS = 4
"""The most stop sequences that the protocol allows."""

LONGEST_STOP = 256
"""Characters of a stop sequence: each piece of a reply is compared with all its beginnings."""

MOST_TOKENS = 1 << 31
"""More than any tier writes; servers read larger numbers wrongly, or not at all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A chat request that can be answered."""

    model: str
    lines: tuple[Message, ...]
    question: str
    """The user's last line."""
    tools: tuple[Tool, ...]
    options: GenerationOptions
    stop: tuple[str, ...]
    stream: bool
    counted: bool
    """Whether a stream is to end with the tokens and the cost."""
    size: int = field(compare=False)
    """Bytes of the request."""

    @property
    def is_plain(self) -> bool:
        """Whether it is just a user's line without a program's own task, so that a skill may do it."""
        system = any(line.role == "system" for line in self.lines)
        return not system and not self.tools and self.lines[-1].role == "user"


def read(body: bytes) -> Asked:
    """Read a request. Raises Refused, which names the parameter and repeats no value."""
    try:
        said = Chat.model_validate_json(body)
    except ValidationError as error:
        raise _explained(error) from None
    lines = tuple(line.message(f"messages[{at}]") for at, line in enumerate(said.messages))
    question = next((line.text for line in reversed(lines) if line.role == "user"), "")
    if not question.strip():
        raise Refused(400, "messages: there is no line of the user's to answer.", "messages")
    return Asked(
        model=said.model,
        lines=lines,
        question=question,
        tools=() if said.tool_choice == "none" else tuple(_tool(tool.function) for tool in said.tools or ()),
        options=GenerationOptions(said.max_completion_tokens or said.max_tokens, said.temperature),
        stop=tuple(filter(None, said.stop or ())),
        stream=bool(said.stream),
        counted=bool(said.stream_options and said.stream_options.include_usage),
        size=len(body),
    )


def _text(content: Any) -> Any:
    """Join parts of text. Raises ValueError for parts of another kind."""
    if not isinstance(content, list):
        return content
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind != "text" or not isinstance(part.get("text"), str):
            raise ValueError("only parts of type text can be read, no images, sound or files")
    return "".join(part["text"] for part in content)


def _several(stop: Any) -> Any:
    return [stop] if isinstance(stop, str) else stop


def _sent(value: Any) -> Any:
    """Take out what is null, which says as much as what is absent."""
    return {key: inner for key, inner in value.items() if inner is not None} if isinstance(value, dict) else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    _without_nulls = model_validator(mode="before")(_sent)


class _Function(_Part):
    name: str
    arguments: str


class _Call(_Part):
    id: str
    type: Literal["function"] = "function"
    function: _Function

    # what the client's own service sent along with the call: not used
    index: Any = None
    extra_content: Any = None
    provider_specific_fields: Any = None
    caller: Any = None


class _Line(_Part):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: Annotated[str | None, BeforeValidator(_text)] = None
    tool_calls: list[_Call] | None = None
    tool_call_id: str | None = None
    audio: None = None
    function_call: None = None

    # who spoke, and what came with an earlier reply: not used
    name: Any = None
    refusal: Any = None
    annotations: Any = None
    reasoning: Any = None
    reasoning_content: Any = None
    reasoning_details: Any = None
    thinking: Any = None
    thinking_blocks: Any = None
    provider_specific_fields: Any = None
    cache_control: Any = None
    metadata: Any = None
    id: Any = None
    phase: Any = None

    def message(self, at: str) -> Message:
        """Make the message that a tier is given. Raises Refused."""
        if (self.role == "tool") != bool(self.tool_call_id):
            raise Refused(400, f"{at}.tool_call_id belongs to a line of a tool, which needs it.", f"{at}.tool_call_id")
        if self.tool_calls and self.role != "assistant":
            raise Refused(400, f"{at}.tool_calls belong to a line of the assistant's.", f"{at}.tool_calls")
        if self.content is None and not self.tool_calls:
            raise Refused(400, f"{at}.content is missing.", f"{at}.content")
        calls = tuple(ToolCall(call.id, call.function.name, call.function.arguments) for call in self.tool_calls or ())
        role = "system" if self.role == "developer" else self.role
        return Message(role, self.content or "", calls, self.tool_call_id or "")


def _sendable(schema: dict[str, Any]) -> dict[str, Any]:
    """Check that a schema can be passed on as JSON. Raises ValueError for numbers that are too large or none, or too deep."""
    try:
        json.dumps(schema, allow_nan=False)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return schema


class _Declared(_Part):
    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    description: str | None = None
    parameters: Annotated[dict[str, Any], AfterValidator(_sendable)] | None = None
    strict: Literal[False] | None = None


class _Tool(_Part):
    type: Literal["function"]
    function: _Declared

    cache_control: Any = None


class _StreamOptions(_Part):
    include_usage: bool | None = None
    include_obfuscation: Any = None


class _TextFormat(_Part):
    type: Literal["text"]


Stop = Annotated[str, Field(max_length=LONGEST_STOP)]
Stops = Annotated[list[Stop], Field(max_length=MOST_STOPS)]
Zero = Annotated[float, Field(ge=0, le=0)]


class Chat(_Part):
    """Parameters that change the answer are supported or refused; those of the last group are accepted and ignored."""

    model: str
    messages: list[_Line] = Field(min_length=1)
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    max_tokens: int | None = Field(None, ge=1, le=MOST_TOKENS)
    max_completion_tokens: int | None = Field(None, ge=1, le=MOST_TOKENS)
    temperature: float | None = Field(None, ge=0, le=2)
    stop: Annotated[Stops | None, BeforeValidator(_several, Stop | Stops | None)] = None
    tools: list[_Tool] | None = None
    tool_choice: Literal["auto", "none"] | None = None

    n: Literal[1] | None = None
    top_p: Annotated[float, Field(ge=1, le=1)] | None = None
    frequency_penalty: Zero | None = None
    presence_penalty: Zero | None = None
    logprobs: Literal[False] | None = None
    top_logprobs: Literal[0] | None = None
    logit_bias: Annotated[dict[str, float], Field(max_length=0)] | None = None
    response_format: _TextFormat | None = None
    parallel_tool_calls: Literal[True] | None = None
    modalities: list[Literal["text"]] | None = None
    audio: None = None
    functions: None = None
    function_call: None = None
    web_search_options: None = None

    reasoning_effort: Any = None
    reasoning: Any = None
    include_reasoning: Any = None
    thinking: Any = None
    verbosity: Any = None
    seed: Any = None
    store: Any = None
    user: Any = None
    metadata: Any = None
    service_tier: Any = None
    prediction: Any = None
    prompt_cache_key: Any = None
    prompt_cache_retention: Any = None
    prompt_cache_options: Any = None
    safety_identifier: Any = None
    cache_prompt: Any = None
    keep_alive: Any = None
    session_id: Any = None
    tags: Any = None
    usage: Any = None


def _tool(declared: _Declared) -> Tool:
    return Tool(declared.name, declared.description or "", declared.parameters or {"type": "object", "properties": {}})


UNSUPPORTED = (
    "extra_forbidden", "none_required", "literal_error", "less_than_equal", "greater_than_equal", "too_long", "string_too_long",
)  # fmt: skip
"""Types of pydantic's errors for values that the protocol allows, or may allow."""


def _explained(error: ValidationError) -> Refused:
    first = error.errors(include_input=False, include_url=False)[0]
    if first["type"] == "json_invalid" or not first["loc"]:
        return Refused(400, "The body is not a JSON object of the chat protocol.")
    param, said = _param(first["loc"]), first["msg"].removeprefix("Value error, ")
    if first["type"] in UNSUPPORTED:
        rest = "" if first["type"] in ("extra_forbidden", "none_required") else f": {said[0].lower()}{said[1:]}"
        return Refused(400, f"{param} is not supported as given here{rest}.", param, "unsupported_parameter")
    return Refused(400, f"{param}: {said[0].lower()}{said[1:]}.", param)


def _param(place: Sequence[int | str]) -> str:
    """("messages", 0, "content") → "messages[0].content"; names that pydantic gives the branches of a choice are left out."""
    param = ""
    for part in place:
        if isinstance(part, int):
            param += f"[{part}]"
        elif part.isidentifier() and part not in ("str", "list"):
            param += f".{part}" if param else part
    return param
