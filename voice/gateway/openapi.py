"""Describes the endpoints in the words of OpenAPI 3.1, with what is read as its schema: other tools test against it."""

from collections.abc import Sequence
from typing import Any

from voice.gateway.refused import KINDS
from voice.gateway.request import Chat

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"enum": sorted({*KINDS.values(), "server_error"})},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}
TEXT = {"type": "string", "minLength": 1}
PART = {"type": "object", "required": ["type", "text"], "properties": {"type": {"const": "text"}, "text": TEXT}}
CONTENT = {"anyOf": [TEXT, {"type": "array", "items": PART, "minItems": 1}]}
LINES = (
    (("user",), ["content"], ("tool_calls", "tool_call_id")),
    (("system", "developer"), ["content"], ("tool_calls", "tool_call_id")),
    (("assistant",), ["content"], ("tool_call_id",)),
    (("assistant",), ["tool_calls"], ("tool_call_id", "content")),
    (("tool",), ["content", "tool_call_id"], ("tool_calls",)),
)
"""Roles of a line, what they need, and what they may not have."""
MODEL = {"type": "object", "required": ["id", "object", "created", "owned_by"]}
REPLY = {"type": "object", "required": ["id", "object", "created", "model", "choices", "usage"]}
MODELS = {"type": "object", "required": ["object", "data"], "properties": {"data": {"type": "array", "items": MODEL}}}


def description(models: Sequence[str]) -> dict[str, Any]:
    """Make the whole description, with the models that there are."""
    chat = Chat.model_json_schema(ref_template="#/components/schemas/{model}")
    chat["properties"]["model"] = {"enum": list(models)}
    schemas = {**chat.pop("$defs"), "Chat": chat, "Error": ERROR}
    schemas["_Line"] = {"oneOf": [_line(schemas["_Line"], *of) for of in LINES]}
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    answered = {**_json(REPLY), "text/event-stream": {}}
    asked = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Chat"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "voice gateway", "version": "1"},
        "paths": {
            "/v1/chat/completions": {"post": {"requestBody": asked, "responses": _responses(answered)}},
            "/v1/models": {"get": {"responses": _responses(_json(MODELS))}},
            "/v1/models/{name}": {"get": {"parameters": [name], "responses": _responses(_json(MODEL))}},
        },
        "components": {"schemas": schemas, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"key": []}],
    }


def _responses(content: dict[str, Any]) -> dict[str, Any]:
    error = {"description": "why there is no answer", "content": _json({"$ref": "#/components/schemas/Error"})}
    return {"200": {"description": "the answer", "content": content}, "4XX": error, "5XX": error}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _line(schema: dict[str, Any], roles: Sequence[str], needed: list[str], barred: Sequence[str]) -> dict[str, Any]:
    told = schema["properties"] | {"role": {"enum": list(roles)}, "content": CONTENT, "tool_call_id": TEXT}
    told["tool_calls"] = {"type": "array", "items": {"$ref": "#/components/schemas/_Call"}, "minItems": 1}
    properties = {name: of for name, of in told.items() if name not in barred}
    return {**schema, "required": ["role", *needed], "properties": properties}
