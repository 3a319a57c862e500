"""`python -m benchmarks.conversation`: voice to voice on the real audio path, beside Pipecat with the same engines.

    python -m benchmarks.conversation [--turns 20] [--kinds KIND...] [--settings NAME=FILE]... [--pipecat PYTHON]

Commands, questions and commands with a pause inside are said into a sound card, by held-out voices without noise. Every
assistant hears the same, in blocks that take turns; a block's first turn warms it up and is not counted. Questions go to a
server whose network takes 80 ms and whose first token comes after 250; where Pipecat, which has no skills, is given a command,
the model answers it at once.

waited     from the last sound that was said to the first of the reply, as recorded
cut off    the assistant took the turn to be over before the last sound
unanswered nothing was said within ten seconds

`--settings` adds this assistant with other settings (TOML) under a name, with their tiers if they name any; `--pipecat` is the
Python of an environment with `benchmarks/peers/pipecat.txt`. Needs PulseAudio, and the models whisper-tiny.en,
kokoro-onnx-int8 and piper-joe.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.conversation.model import FAR_S, Model, served
from benchmarks.conversation.said import KINDS, Kind, Said, said
from benchmarks.listening.figures import counted, machine, percentiles
from benchmarks.live import Assistant, at_the_card, listening, loud, running
from benchmarks.sound_card import RATE, Recorder, SoundCard, found_at, missing, sound_card
from voice.messages import Samples
from voice.models import store

BLOCKS = 3
"""How often each assistant takes its turn."""

IDLE = 0.3
"""Share of a core: an assistant that uses no more is only listening."""

SETTLES_S = 120

LATE_S = 10.0
"""A reply that has not begun by then is none."""

QUIET_S = 1.2
"""A speaker that has been silent for so long has said its reply."""

LONGEST_S = 15.0
"""A reply that has not ended by then is let go on; the next turn waits so long for its end."""

EARLY_S = 0.1
"""How much earlier than its last sound a turn must have ended to count as cut off: recordings are late by up to 40 ms."""

PIPECAT = "pipecat"
BOT = Path(__file__).parents[1] / "peers" / "pipecat_bot.py"

Start = Callable[[SoundCard, Path], AbstractContextManager[Assistant]]


@dataclass(frozen=True, slots=True)
class Turn:
    """How one thing that was said was answered."""

    kind: Kind
    waited_ms: float | None
    """Milliseconds that somebody waited; None if it was cut off or not answered."""
    cut_off: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=20, help="of each kind")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--settings", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--pipecat", metavar="PYTHON")
    chosen = parser.parse_args()
    if lacking := missing():
        sys.exit(lacking)
    spoken = [one for kind in chosen.kinds for one in said(kind, chosen.turns)]
    with served() as model:
        print(json.dumps(compared(spoken, model, dict(assistants(model, chosen.settings, chosen.pipecat)))))


def assistants(model: Model, others: Sequence[str], pipecat: str | None) -> Iterator[tuple[str, Start]]:
    """The assistants, by name."""
    named = {"voice": "", **{name: Path(file).read_text() for name, _, file in (one.partition("=") for one in others)}}
    quiet = "\n[signals]\nearcons = false\n"  # they are no reply, and would be taken for one
    tier = f'\n[[tiers]]\nname = "cloud"\nwhere = "cloud"\nbase_url = "{model.url}"\nmodel = "small"\ntrusted = true\n'
    for name, settings in named.items():
        yield name, partial(running, settings=settings + quiet + ("" if "[[tiers]]" in settings else tier))
    if pipecat:
        folders = [str(store.resolve(name)) for name in ("whisper-tiny.en", "piper-joe")]
        command = pipecat, str(BOT), *folders, model.url
        yield PIPECAT, lambda card, folder: listening(Assistant(command, card.environment))


def compared(spoken: Sequence[Said], model: Model, systems: dict[str, Start]) -> dict[str, Any]:
    """Have every assistant answer all of it, in blocks that take turns."""
    turns: dict[str, list[Turn]] = defaultdict(list)
    cpu: dict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory(prefix="homes-") as homes:
        for block, (name, start) in product(range(BLOCKS), systems.items()):
            with at_a_card(start, Path(homes) / name) as (card, one):
                ask = partial(answered, card, one, model=model, woken=name != PIPECAT)
                ask(spoken[0])
                before, began = one.cpu_s, time.monotonic()
                for utterance in spoken[block::BLOCKS]:
                    turns[name].append(ask(utterance))
                    print(name, utterance.plain.text, turns[name][-1], file=sys.stderr, flush=True)
                cpu[name].append((one.cpu_s - before) / (time.monotonic() - began) * 60)
    found = {name: {**by_kind(turns[name]), "cpu_s_per_minute": percentiles(cpu[name], 1)} for name in systems}
    return {"machine": machine(), "assistants": found}


@contextmanager
def at_a_card(start: Start, home: Path) -> Iterator[tuple[SoundCard, Assistant]]:
    """Have an assistant at a sound card of its own in the block, once it has settled; what it keeps is in `home`."""
    home.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="card-") as folder, sound_card(Path(folder)) as card, start(card, home) as assistant:
        settle(assistant)
        yield card, assistant


def settle(assistant: Assistant) -> None:
    """Wait until it has made ready what it makes ready when it starts for the first time."""
    for _ in range(SETTLES_S):
        before = assistant.cpu_s
        time.sleep(1.0)
        if assistant.cpu_s - before < IDLE:
            return


def answered(card: SoundCard, assistant: Assistant, utterance: Said, *, model: Model, woken: bool) -> Turn:
    """Say something, and hear how it is answered."""
    clip = utterance.woken if woken else utterance.plain
    model.first_token_s = 0.0 if utterance.kind == "command" and not woken else FAR_S
    sound, since = at_the_card(clip.samples), len(assistant.events)
    with card.recording() as recorder:
        wait_for_quiet(recorder)
        before = len(recorder.so_far())
        card.say(sound)
        wait_for_reply(recorder, before)
    begins = found_at(recorder.taken[:, 0], sound)
    ended = [round((at - recorder.began) * RATE) for at in ends(assistant.events[since:])]
    return judged(utterance.kind, recorder.taken[:, 1], begins, begins + round(clip.speech[1] * RATE), ended)


def wait_for_reply(recorder: Recorder, since: int) -> None:
    """Return once the reply that begins behind the sample `since` has been heard, or is too late or too long. What is said ends
    in 2.5 s without speech.
    """
    began = time.monotonic()
    while (waited_s := time.monotonic() - began) < LONGEST_S:
        time.sleep(0.1)
        begun = len(loud(recorder.so_far()[since:, 1])) > 0
        if is_quiet(recorder, since) if begun else waited_s > LATE_S:
            return


def wait_for_quiet(recorder: Recorder) -> None:
    """Return once nothing sounds any more of a reply that was let go on."""
    for _ in range(round(LONGEST_S / 0.1)):
        time.sleep(0.1)
        if len(recorder.so_far()) > QUIET_S * RATE and is_quiet(recorder):
            return


def is_quiet(recorder: Recorder, since: int = 0) -> bool:
    """Whether the speaker has been silent for a while."""
    speaker = recorder.so_far()[since:, 1]
    sounds = loud(speaker)
    return not len(sounds) or len(speaker) - sounds[-1] > QUIET_S * RATE


def ends(events: Sequence[dict[str, Any]]) -> list[float]:
    """When the assistant took turns to be over, monotonic seconds."""
    marks = [one["turn"]["marks"].get("endpoint") for one in events if one["event"] == "turn_ended"]
    return [at for at in (*marks, *(one["at"] for one in events if one["event"] == "ended")) if at is not None]


def judged(kind: Kind, speaker: Samples, begins: int, end: int, ended: Sequence[int]) -> Turn:
    """Judge a turn by what the speaker said, and by the samples at which it began, at which its speech and the turn ended."""
    early = end - round(EARLY_S * RATE)
    sounds = loud(speaker[begins:]) + begins
    if any(begins < at < early for at in ended) or any(sounds < early):
        return Turn(kind, None, True)
    return Turn(kind, float(sounds[0] - end) / RATE * 1e3 if len(sounds) else None, False)


def by_kind(turns: Sequence[Turn]) -> dict[str, Any]:
    return {
        kind: {
            "waited_ms": percentiles((one.waited_ms for one in mine), 0),
            "cut_off": counted(one.cut_off for one in mine),
            "unanswered": counted(one.waited_ms is None and not one.cut_off for one in mine),
        }
        for kind in KINDS
        if (mine := [turn for turn in turns if turn.kind == kind])
    }


if __name__ == "__main__":
    main()
