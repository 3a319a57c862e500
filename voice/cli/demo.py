"""`voice demo`: a bundled conversation through the whole pipeline, without microphone, speaker or account."""

import asyncio
import json
import tempfile
import tomllib
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from voice import report
from voice.assets import asset
from voice.cli import output, turns
from voice.cli.aloud import Aloud
from voice.cli.live import WIDEST
from voice.clock import AudioClock, Clock, WallClock
from voice.config import Budget, Config, Skills
from voice.engines import Engines
from voice.errors import UsageError
from voice.events import RouteChosen, TurnEnded, Warned
from voice.listen.recording import Recording, save
from voice.listen.scripted import Scripted
from voice.messages import FRAME_S, SAMPLE_RATE, Samples
from voice.models import store
from voice.session import Session
from voice.trace import TurnTrace, kept, number

UNHEARD_S = 1.0
"""How long after a line's last sample its wake word may still be heard."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said, and when."""

    file: Path
    said: str
    interrupts: bool
    """True if it is said during the reply before it, not after."""
    delay_s: float

    def sound(self) -> Samples:
        """Read the recording: int16, mono, 16 kHz."""
        import soundfile

        samples, rate = soundfile.read(self.file, dtype="int16")
        assert rate == SAMPLE_RATE, f"{self.file.name} must be made at {SAMPLE_RATE} Hz"
        return samples  # type: ignore[no-any-return]


def script(folder: Path) -> list[Line]:
    """Read the lines of the conversation in `folder`."""
    listed = tomllib.loads((folder / "conversation.toml").read_text(encoding="utf-8"))["turn"]
    return [Line(folder / t["file"], t["said"].replace(" | ", " … "), "during" in t, t["delay_s"]) for t in listed]


def main(out: Path, fast: bool, aloud: bool, as_json: bool) -> int:
    if fast and aloud:
        raise UsageError("--fast and --aloud do not go together", "Leave one of them out.")
    lines = script(asset("demo"))
    _make(out)
    shown = output.console(as_json)
    pace = "as fast as this machine can" if fast else "at the pace of talking, about a minute; --fast does not wait"
    shown.print(f"A bundled conversation, {pace}.", soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="voice-demo-") as state:
        conversation = Conversation(lines, AudioClock() if fast else WallClock(), shown, aloud)
        asyncio.run(conversation.play(_settings(Path(state))))
    if turns_said := conversation.as_dicts():
        _write(out, conversation, turns_said)
    _summarise(conversation, shown)
    shown.print("It ran on the default settings; its timers end with it.")
    if turns_said:
        shown.print(f"Replies, traces.jsonl and report.html are in {out}", markup=False, soft_wrap=True)
    _mention_whisper(shown)
    if as_json:
        verdict = turns.worst(turns.verdict_of(trace) for trace in conversation.traces.values())
        output.emit({"turns": turns_said, "verdict": verdict, "out": str(out)})
    return 0 if len(conversation.traces) == len(lines) else 1


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}", "Choose another place with --out.") from None
    output.check_writable(folder / "report.html")


def _settings(state: Path) -> Config:
    """Make the default settings, whatever the machine's are: no tier, no past, no skills of the user's own."""
    own = state / "skills.toml"
    own.touch()
    return Config.model_construct(state_dir=state, skills=Skills(own=own))


@dataclass(slots=True)
class Conversation:
    """Says each line when its time has come, and shows the turn it became."""

    lines: list[Line]
    clock: Clock
    out: Console
    aloud: bool = False
    traces: dict[Path, TurnTrace] = field(default_factory=dict)
    """The trace of each line that became a turn."""
    replies: dict[Path, Samples] = field(default_factory=dict)
    rate: int = 0
    """Hz of the replies."""
    _recording: Recording | None = None
    _answering: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the turn of the line that was said last knows who answers."""

    async def play(self, settings: Config) -> None:
        source, room = Scripted(self.clock), self._player(SAMPLE_RATE)
        room.open()
        if isinstance(room, Aloud) and room.missing:
            output.warn(f"{room.missing}: the conversation is silent")
        with self.out.status("Waking up …") as status:
            engines = Engines(settings, self.clock, output.warn)
            await engines.load(ears=True, voice=True)
            session = Session(engines, source, engines.player(self._sink), self._notify, place="")
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(session.run())
                for line, following in pairwise([*self.lines, None]):
                    assert line is not None
                    await self.clock.sleep(line.delay_s)
                    status.update(Text(line.said))
                    room.write(line.sound())
                    await self._say(line, source, session)
                    interrupted = following is not None and following.interrupts
                    await self._answered(session, begun=interrupted)
                source.hang_up()
            await engines.close()
        room.close()

    async def _say(self, line: Line, source: Scripted, session: Session) -> None:
        self._answering.clear()
        session.name = line.file.name
        source.say(line.sound())
        while not source.silent:
            await self.clock.sleep(FRAME_S)

    async def _answered(self, session: Session, begun: bool) -> None:
        """Return when the reply has begun, or is over, or nothing was heard."""
        if session.floor.idle:
            await self.clock.sleep(UNHEARD_S)
        waits = [asyncio.create_task(session.floor.quiet()), *([asyncio.create_task(self._answering.wait())] if begun else [])]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def _sink(self, rate: int) -> Recording:
        self.rate, self._recording = rate, self._player(rate)
        return self._recording

    def _player(self, rate: int) -> Recording:
        return Aloud(self.clock, rate) if self.aloud else Recording(self.clock, rate)

    def _notify(self, event: Any) -> None:
        match event:
            case RouteChosen():
                self._answering.set()
            case TurnEnded(trace):
                self._ended(trace)
            case Warned(text):
                output.warn(text)

    def _ended(self, trace: TurnTrace) -> None:
        line = next(line for line in self.lines if line.file.name == trace.source)
        assert self._recording is not None
        self.traces[line.file], self.replies[line.file] = trace, self._recording.take()
        self.out.print()
        self.out.print(turns.table(trace, line.said))
        for drawn in report.waterfall_text(trace.as_dict(), min(self.out.width, WIDEST)):
            self.out.print(Text(drawn, style="dim"))

    def as_dicts(self) -> list[dict[str, Any]]:
        """Give the turns in the order of the conversation, with what was said."""
        return [self.traces[line.file].as_dict() | {"said": line.said} for line in self.lines if line.file in self.traces]


def _write(folder: Path, conversation: Conversation, turns_said: list[dict[str, Any]]) -> None:
    """Write the replies as sound, the traces with their words, and the report."""
    output.write(folder / "traces.jsonl", "".join(json.dumps(t, ensure_ascii=False) + "\n" for t in turns_said))
    output.write(folder / "report.html", report.html(report.summary(turns_said, Budget()), turns_said))
    for file, samples in conversation.replies.items():
        if samples.size:
            save(folder / f"reply-{file.stem}.wav", samples, conversation.rate)


def _mention_whisper(out: Console) -> None:
    """Say how to be understood beyond commands, where the model for it is not here."""
    model = Config.model_fields["transcribe"].default.model
    if not store.is_here(model):
        text = f"It heard with the command grammar alone. To have any words understood: voice models pull {model}"
        out.print(text, soft_wrap=True)


def _summarise(conversation: Conversation, out: Console) -> None:
    table = output.table("said", "answered by", "ms to reply", "budget", figures=["ms to reply"])
    for line in conversation.lines:
        trace = conversation.traces.get(line.file)
        table.add_row(Text(line.said), *(_outcome(trace) if trace else (Text("not heard", style="red"), "", "")))
    out.print()
    out.print(table)
    out.print()


def _outcome(trace: TurnTrace) -> tuple[Text, str, Text]:
    spoken, verdict = trace.voice_to_voice_ms(), turns.verdict_of(trace) or "not judged"
    return (
        Text(trace.answered_by or f"no {trace.route.tier} tier" if trace.route else "nobody"),
        "" if spoken is None else number(spoken),
        Text(kept(verdict), style=turns.STYLES.get(verdict, "")),
    )
