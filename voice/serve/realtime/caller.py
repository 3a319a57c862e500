"""A program that speaks the Realtime protocol, as the server sees it: a satellite without a wake word."""

from functools import partial
from typing import Any

import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from voice.clock import Clock
from voice.engines import Engines
from voice.events import Announced, LetGo, RouteChosen, TurnEnded
from voice.listen.framing import Framer
from voice.messages import FRAME_S, FRAME_SAMPLES, Samples, SpeechEnded, SpeechStarted, Transcript
from voice.serve.cut_off import CutOff
from voice.serve.protocol import PROTOCOL, Hello
from voice.serve.realtime import events
from voice.serve.realtime.events import RATE, Unsupported, event, new_id
from voice.serve.realtime.replies import Replies, Says
from voice.serve.realtime.speaker import RealtimeSpeaker, RealtimeTold
from voice.serve.satellite import CLOSED, POLICY, Satellite
from voice.serve.station import Station
from voice.serve.voice_name import voice_name
from voice.session import Session
from voice.trace import TurnTrace

ENDPOINT = "/v1/realtime"

GAP_S = 0.3
"""Seconds without sound after which it counts as silence: programs send none while a key is not pressed."""

MESSAGES, MESSAGES_A_SECOND = 1000, 200
"""Events that may come at once, and for good; sound in pieces of 10 ms is a hundred a second."""

SILENCE = bytes(2 * FRAME_SAMPLES)


class RealtimeCaller(Satellite):
    """One program, from the moment it is let in."""

    needs_wake = False
    outbox: Says

    def __init__(self, socket: WebSocket, name: str, clock: Clock) -> None:
        hello = Hello(protocol=PROTOCOL, name=name, id=new_id("program"), hears_itself=False)
        super().__init__(socket, hello, clock, clock.now())
        self.place = None  # who has hung up would not hear it
        self.outbox = Says()
        self._replies = Replies(self.outbox)
        self._began = self._came = clock.now()
        self._item = ""
        """The id of what somebody is saying; "" for nothing."""
        self._cancelled = False
        """Whether the program itself cut the reply off."""
        self._document: dict[str, Any] = {}
        self._may = float(MESSAGES)

    # what the station asks of a satellite

    def sink(self, rate: int, volume: int) -> RealtimeSpeaker:  # type: ignore[override]
        told = RealtimeTold(self._speaks, self._stopped, self._drained)
        return RealtimeSpeaker(self._clock, rate, self.outbox, self._replies, told)

    def begun(self, session: Session, engines: Engines) -> None:
        session.conversation.listens = True  # whatever is said next may be the answer to a question
        session.conversation.context.volume = None  # the program's own
        self._document = {
            "type": "realtime", "object": "realtime.session", "id": new_id("sess"), "model": "voice",
            "output_modalities": ["audio"],
            "audio": {
                "input": {
                    "format": events.PCM, "transcription": {"model": engines.config.transcribe.model, "language": "en"},
                    "turn_detection": {"type": "semantic_vad", "create_response": True, "interrupt_response": True},
                },
                "output": {"format": events.PCM, "voice": voice_name(engines)},
            },
        }  # fmt: skip
        self._tell("session.created", session=self._document)

    def tell_floor(self) -> None:
        """Tell nothing: the protocol has no word for it."""

    def notify(self, happened: Any) -> None:
        """Tell the program what happens in its session."""
        match happened:
            case SpeechStarted(first_voice=time):
                self._speech_started(time)
            case SpeechEnded(last_voice=time):
                self._speech_ended(time)
            case Transcript(text=text):
                self._heard(text)
            case LetGo():
                self._heard("")
            case RouteChosen():
                self._replies.begin()
            case Announced(text=text):
                self._replies.words(text)
            case TurnEnded(trace=trace):
                self._turn_over(trace)

    async def silence(self) -> None:
        """Feed silence for a program that sends nothing: without it no turn would end, and no time would pass."""
        while True:
            await self._clock.sleep(FRAME_S)
            if self._clock.now() - self._came > GAP_S:
                self.microphone.feed(SILENCE)

    async def farewell(self, why: CutOff) -> None:
        """Tell the program why it is let go, and close the connection."""
        told = Unsupported(why.goodbye.why, why.goodbye.what)
        await self._socket.send_text(events.error(told, None).written())
        await self._socket.close(CLOSED if why.goodbye.retry_after_s is not None else POLICY)

    # what the program says

    async def _receive(self) -> None:
        framer = Framer(RATE)
        while True:
            said = await self._socket.receive()
            if said["type"] != "websocket.receive":
                raise WebSocketDisconnect(said.get("code", 1005))
            now = self._clock.now()
            self._may, self._since = min(MESSAGES, self._may + MESSAGES_A_SECOND * (now - self._since)) - 1, now
            if self._may < 0:
                raise CutOff("flood", "More events than a program has to send.")
            asked: dict[str, Any] = {}
            try:
                asked = events.read(said.get("text") or "")
                self._do(asked, framer)
            except Unsupported as why:
                self.outbox.tell(events.error(why, asked.get("event_id")))

    async def _sent(self, message: str | bytes) -> None:
        await self._socket.send_text(message if isinstance(message, str) else message.decode())

    def _do(self, asked: dict[str, Any], framer: Framer) -> None:
        """Do what an event asks. Raises Unsupported, CutOff."""
        match asked["type"]:
            case "input_audio_buffer.append":
                self._hear(framer.feed(events.sound(asked)))
            case "input_audio_buffer.commit":  # it is silent now, so that the turn ends by itself
                if not self._item:
                    raise Unsupported("input_audio_buffer_commit_empty", "Nothing was said yet.")
            case "session.update":
                self._update(asked.get("session"))
            case "response.cancel":
                self._cancel("response_cancel_not_active")
            case "conversation.item.truncate":
                self._truncate(asked)
            case kind if kind in events.KNOWN:
                what = f"{kind} is not done here: a reply comes by itself once somebody has finished."
                raise Unsupported("unsupported_event", what, "type")
            case _:
                raise Unsupported("unknown_event", "There is no event of this type.", "type")

    def _hear(self, frames: list[Samples]) -> None:
        self._came = self._clock.now()
        if frames:
            self.microphone.feed(np.concatenate(frames).astype("<i2").tobytes())

    def _update(self, session: Any) -> None:
        wrong = events.unheeded(session)
        if wrong:
            what = f"Not so here: {', '.join(wrong)}. The rest is taken; session.updated says what is so."
            self.outbox.tell(events.error(Unsupported("unsupported_value", what, f"session.{wrong[0]}"), None))
        self._tell("session.updated", session=self._document)

    def _cancel(self, code: str) -> None:
        session = self.session
        if not session or session.floor.state not in ("thinking", "speaking") or session.turn is None:
            raise Unsupported(code, "There is no reply to cut off.")
        self._cancelled = True
        session.turn.cancel()

    def _truncate(self, asked: dict[str, Any]) -> None:
        """Note that the program has stopped playing a reply. How much was heard is judged by the clock, as in any room."""
        item, heard_ms = asked.get("item_id"), asked.get("audio_end_ms")
        if not isinstance(item, str) or type(heard_ms) is not int or heard_ms < 0:
            raise Unsupported("invalid_value", "item_id is a text, audio_end_ms a whole number.", "item_id")
        if item == self._replies.item and not self._cancelled:
            self._cancel("item_truncate_invalid_item_id")
        self._tell("conversation.item.truncated", item_id=item, content_index=0, audio_end_ms=heard_ms)

    # what the session tells

    def _speech_started(self, time: float) -> None:
        if not self._item:
            self._item = new_id("item")
            self._tell("input_audio_buffer.speech_started", item_id=self._item, audio_start_ms=self._ms(time))

    def _speech_ended(self, time: float) -> None:
        self._speech_started(time)
        self._tell("input_audio_buffer.speech_stopped", item_id=self._item, audio_end_ms=self._ms(time))
        self._tell("input_audio_buffer.committed", item_id=self._item, previous_item_id=None)
        self._tell("conversation.item.added", item=self._user(None), previous_item_id=None)

    def _heard(self, text: str) -> None:
        if not self._item:
            return
        self._tell(
            "conversation.item.input_audio_transcription.completed",
            item_id=self._item,
            content_index=0,
            transcript=text,
            usage={"type": "duration", "seconds": 0},
        )
        self._tell("conversation.item.done", item=self._user(text), previous_item_id=None)
        self._item = ""

    def _speaks(self) -> None:
        """Sound goes out: tell its words with it."""
        turn = self.session.turn if self.session else None
        if turn and self.session and self.session.floor.state in ("thinking", "speaking"):
            self._replies.words(turn.trace.reply)

    def _stopped(self) -> None:
        """The reply is cut off; where not by the program, somebody has spoken."""
        if not self._cancelled and self.session and self.session.floor.state == "listening":
            self._speech_started(self._clock.now())

    def _drained(self) -> None:
        """All of it was heard. That of a turn is over when the turn is."""
        if self.session and self.session.floor.state == "ringing":
            self._replies.over("completed")

    def _turn_over(self, trace: TurnTrace) -> None:
        if trace.interrupted:
            self._replies.over("cancelled", "client_cancelled" if self._cancelled else "turn_detected")
        elif trace.error and not trace.reply:
            self._replies.over("failed", why=trace.error)
        else:
            self._replies.words(trace.reply)
            self._replies.over("completed")
        self._cancelled = False

    def _user(self, text: str | None) -> dict[str, Any]:
        item = {"id": self._item, "object": "realtime.item", "type": "message", "role": "user", "status": "completed"}
        return item | {"content": [{"type": "input_audio", "transcript": text}]}

    def _ms(self, time: float) -> int:
        """A clock time as the protocol counts, in ms from the beginning of the session."""
        return max(0, round((time - self._began) * 1e3))

    def _tell(self, kind: str, **fields: Any) -> None:
        self.outbox.tell(event(kind, **fields))


async def receive(station: Station, socket: WebSocket, clock: Clock) -> None:
    """Talk with a program until it leaves, or is let go."""
    taken = {name for name in station.sessions if name.startswith("realtime ")}
    name = next(f"realtime {number}" for number in range(1, len(taken) + 2) if f"realtime {number}" not in taken)
    caller = RealtimeCaller(socket, name, clock)
    await station.until_gone(partial(station.talk, caller, caller.silence), caller.farewell)
