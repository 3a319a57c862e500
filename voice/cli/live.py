"""What a running assistant shows: a live view on a terminal, plain lines elsewhere.

The view is redrawn when something happened, never by a timer: an idle assistant must cost nothing.
"""

from typing import Any, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.text import Text

from voice import report
from voice.cli import output, turns
from voice.config import Config
from voice.events import (
    FloorClosed,
    LeftOpen,
    LetGo,
    PartialHeard,
    Ringing,
    RingingEnded,
    RouteChosen,
    Switched,
    TurnEnded,
    Warned,
    WordsLeft,
)
from voice.messages import SpeechEnded, SpeechStarted, Transcript, WakeHeard
from voice.trace import TurnTrace

WIDEST = 100
"""Most columns the waterfall is given; wider ones are harder to read, not easier."""


def invitation(settings: Config) -> str:
    phrases = [f'"{phrase.replace("_", " ")}"' for phrase in settings.wake.said]
    return f"Say {' or '.join(phrases)}, then what you want. Ctrl-C ends."


MUTED = "Muted: nothing is heard. M, or voice unmute, switches the microphone on."


class LiveView:
    """Shows the state, the words so far, and the last turn with its waterfall."""

    takes_keys = True

    def __init__(self, out: Console, settings: Config, note: str = "") -> None:
        """`note` is shown all the time."""
        self._out = out
        self._settings = settings
        self._note = note
        self._state = Text("Waking up …", style="dim")
        self._partial = self._warning = ""
        self._muted = False
        self._last: TurnTrace | None = None
        self._live = Live(self.drawn(), console=out, auto_refresh=False)

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._live.__exit__(*raised)

    def listening(self) -> None:
        self._state = Text.assemble(("○ ", "green"), f"{invitation(self._settings)} M mutes.")
        if self._muted:
            self._state = Text(f"■ {MUTED}", style="bold red")
        self._live.update(self.drawn(), refresh=True)

    def notify(self, event: Any) -> None:
        match event:
            case WakeHeard():
                self._state, self._partial, self._warning = Text("● Go on …", style="bold green"), "", ""
            case PartialHeard(text):
                self._partial = text
            case SpeechStarted():
                self._state = Text("● Go on …", style="bold green")
            case SpeechEnded():
                self._state = Text("● Thinking …", style="bold yellow")
            case Transcript():
                self._partial = event.text
            case RouteChosen():
                self._state = Text("● Answering …", style="bold blue")
            case Ringing(text):
                self._state, self._partial = Text("● Time is up", style="bold magenta"), text
            case LeftOpen(seconds):
                self._state = Text(f"○ Go on, no wake word needed for {seconds:g} s", style="green")
            case LetGo():
                self._state, self._partial = Text("○ Not meant for me", style="dim"), ""
            case Switched(muted):
                self._muted, self._partial = muted, ""
                self.listening()
            case WordsLeft(place):
                self._state = Text(f"▲ Answering, and words go to {place} …", style="bold blue")
            case RingingEnded() | FloorClosed():
                self._partial = ""
                self.listening()
            case TurnEnded(trace):
                self._last, self._partial = trace, ""
                if not trace.interrupted:
                    self.listening()
            case Warned(text):
                self._warning = text
            case _:
                return
        self._live.update(self.drawn(), refresh=True)

    def drawn(self) -> RenderableType:
        """What the view shows now."""
        parts: list[RenderableType] = [self._state]
        if self._note:
            parts.append(Text(f"  {self._note}", style="red"))
        if self._partial:
            parts.append(Text(f"  {self._partial}", style="italic"))
        if self._warning:
            parts.append(Text(f"  {self._warning}", style="yellow"))
        if self._last:
            parts.append(Padding(turns.table(self._last), (1, 0)))
            drawn = report.waterfall_text(self._last.as_dict(), min(self._out.width, WIDEST))
            parts.append(Text("\n".join(drawn), style="dim"))
        return Group(*parts)


class Lines(output.Lines):
    """Prints what is heard, answered and judged."""

    takes_keys = False

    def __init__(self, out: Console, settings: Config) -> None:
        super().__init__(out)
        self._settings = settings

    def listening(self) -> None:
        self._line(invitation(self._settings))

    def notify(self, event: Any) -> None:
        match event:
            case WakeHeard():
                self._line(f"wake word {event.phrase} ({event.score:.2f})")
            case Transcript():
                self._line(f"heard: {event.text or 'nothing'}")
            case TurnEnded(trace):
                self._line(f"answered: {trace.reply or '(silence)'}")
                if trace.remedy:
                    self._line(f"to do: {trace.remedy}")
                self._line(f"budget {turns.judged(trace)}")
            case Ringing(text):
                self._line(f"ringing: {text}")
            case Switched(muted):
                self._line(MUTED if muted else "the microphone is on")
            case WordsLeft(place):
                self._line(f"words go to {place}")
            case LetGo():
                self._line("not meant for the assistant")
            case Warned(text):
                self._line(f"warning: {text}")
