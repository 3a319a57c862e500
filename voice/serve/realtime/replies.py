"""Tells a program of the replies, as the protocol words it: that one begins, its sound and its words, and how it ended."""

import base64
from typing import Any, Literal

from voice.messages import Samples
from voice.serve.outbox import Outbox
from voice.serve.protocol import Told
from voice.serve.realtime.events import event, new_id

Status = Literal["completed", "cancelled", "failed"]


class Says(Outbox):
    """What waits to be sent: sound too is text here, and dropped when somebody interrupts."""

    def say(self, told: Told) -> None:
        self._put((told.written().encode(), 0))


class Replies:
    """The replies of one connection, one after the other."""

    def __init__(self, outbox: Says) -> None:
        self._outbox = outbox
        self._response = self.item = ""
        """Ids of the reply that is being said; "" for none."""
        self._said = ""
        """Its words, as far as they were told."""

    @property
    def going_on(self) -> bool:
        return bool(self._response)

    def begin(self) -> None:
        """Tell that a reply begins."""
        if self.going_on:
            return
        self._response, self.item, self._said = new_id("resp"), new_id("item"), ""
        self._tell("response.created", response=self._document("in_progress"))
        self._tell("conversation.item.added", item=self._item("in_progress"), previous_item_id=None)
        self._tell("response.output_item.added", **self._place(index=False), item=self._item("in_progress"))
        self._tell("response.content_part.added", **self._place(), part=self._part())

    def words(self, text: str) -> None:
        """Tell all words of the reply so far."""
        if text.startswith(self._said) and len(text) > len(self._said):
            self.begin()
            self._tell("response.output_audio_transcript.delta", **self._place(), delta=text[len(self._said) :])
            self._said = text

    def sound(self, samples: Samples) -> None:
        """Send some more of its sound, 24 kHz."""
        self.begin()
        delta = base64.b64encode(samples.astype("<i2").tobytes()).decode()
        self._outbox.say(event("response.output_audio.delta", **self._place(), delta=delta))

    def over(self, status: Status, reason: str | None = None, why: str | None = None) -> None:
        """It was said to its end, was cut off for a `reason` of the protocol's, or failed: `why`, for people."""
        if not self.going_on:
            return
        self._tell("response.output_audio.done", **self._place())
        self._tell("response.output_audio_transcript.done", **self._place(), transcript=self._said)
        self._tell("response.content_part.done", **self._place(), part=self._part())
        item = self._item("completed" if status == "completed" else "incomplete")
        self._tell("conversation.item.done", item=item, previous_item_id=None)
        self._tell("response.output_item.done", **self._place(index=False), item=item)
        details: dict[str, Any] = {"type": status, "reason": reason}
        if why:
            details["error"] = {"type": "server_error", "message": why}
        self._tell("response.done", response=self._document(status) | {"status_details": details, "output": [item]})
        self._response = self.item = ""

    def _tell(self, kind: str, **fields: Any) -> None:
        self._outbox.tell(event(kind, **fields))

    def _place(self, index: bool = True) -> dict[str, Any]:
        placed = {"response_id": self._response, "output_index": 0}
        return placed | ({"item_id": self.item, "content_index": 0} if index else {})

    def _part(self) -> dict[str, Any]:
        return {"type": "audio", "transcript": self._said}

    def _item(self, status: str) -> dict[str, Any]:
        content = [{"type": "output_audio", "transcript": self._said}]
        return {"id": self.item, "object": "realtime.item", "type": "message", "role": "assistant"} | {
            "status": status,
            "content": content,
        }

    def _document(self, status: str) -> dict[str, Any]:
        return {"id": self._response, "object": "realtime.response", "status": status, "status_details": None} | {
            "output": [],
            "output_modalities": ["audio"],
            "usage": None,
        }
