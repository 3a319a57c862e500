"""Describes what is asked by HTTP in the words of OpenAPI 3.1, with what is read as its schema: other tools test against it."""

from typing import Any

from pydantic import BaseModel

from voice.serve.bodies import Announcement, Typed, Wanted

ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string", "minLength": 1}}}
CHECK = {"type": "object", "required": ["ok", "why"], "properties": {"ok": {"type": "boolean"}, "why": {"type": "string"}}}
READY = {
    "type": "object",
    "required": ["ready", "checks", "tiers"],
    "properties": {
        "ready": {"type": "boolean"},
        "checks": {"type": "object", "additionalProperties": CHECK},
        "tiers": {"type": "array", "items": {"type": "object", "required": ["name", "where", "waits_s", "starts_s"]}},
    },
}
ROOMS = {"type": "object", "required": ["to"], "properties": {"to": {"type": "array", "items": {"type": "string"}}}}
OFFERED = {
    "type": "object",
    "required": ["code", "link", "qr", "lasts_s"],
    "properties": {
        "code": {"type": "string"},
        "link": {"type": "string"},
        "qr": {"type": "array", "items": {"type": "string"}},
        "lasts_s": {"type": "number"},
    },
}
TOKEN = {"type": "object", "required": ["token"], "properties": {"token": {"type": ["string", "null"]}}}


def description() -> dict[str, Any]:
    """Make the whole description."""
    bodies = {kind.__name__: kind.model_json_schema() for kind in (Announcement, Wanted, Typed)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "voice serve", "version": "1"},
        "paths": {
            "/healthz": {"get": {"security": [], "responses": _said("200", "text/plain")}},
            "/readyz": {"get": {"responses": _said("200", READY) | _said("503", READY)}},
            "/metrics": {"get": {"responses": _said("200", "text/plain")}},
            "/announce": {"post": _asked(Announcement, "202", ROOMS)},
            "/pair": {"post": _asked(Wanted, "201", OFFERED)},
            "/paired": {"post": {"security": [], **_asked(Typed, "200", TOKEN)}},
        },
        "components": {"schemas": bodies | {"Error": ERROR}, "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"key": []}],
    }


def _asked(kind: type[BaseModel], status: str, answer: dict[str, Any]) -> dict[str, Any]:
    body = {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}
    return {"requestBody": {"required": True, "content": body}, "responses": _said(status, answer)}


def _said(status: str, content: dict[str, Any] | str) -> dict[str, Any]:
    """The answer of a status, a type of text or a JSON document; and errors."""
    told = {content: {}} if isinstance(content, str) else {"application/json": {"schema": content}}
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        status: {"description": "the answer", "content": told},
        "4XX": {"description": "why there is no answer", "content": error},
    }
