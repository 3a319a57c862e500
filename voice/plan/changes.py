"""Changes: what would bring each stage that is late into its allowance, and what else is worth knowing before one buys."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from voice.plan import answers
from voice.plan.answers import lacks
from voice.plan.device import described
from voice.plan.place import FEW, HERE
from voice.plan.shapes import WRITERS
from voice.plan.speeds import Speeds
from voice.plan.stage import ANSWER, HARD, NEAR, Stage
from voice.plan.use import Use
from voice.tiers.cost import dollars


def changes(speeds: Speeds, use: Use, stages: Mapping[str, Stage], seven_converses: bool) -> Iterator[str]:
    """What to change, a line each."""
    if not stages["wake"].meets:
        yield f"wake: {stages['wake'].ms:,.0f} ms; let another machine listen and be its microphone: voice satellite"
    if not (transcribe := stages["transcribe"]).meets:
        left = f"{transcribe.ms or 0:,.0f} ms are left behind the wait"
        yield f"transcribe: {left}; the command grammar alone, which reads every frame, leaves none"
    yield from _lan(stages.values())
    yield from _easy(speeds, use, stages[ANSWER])
    if not seven_converses:
        yield f"a 7B would need {lacks(WRITERS['qwen2.5-7b'], 'Q4_K_M', speeds)}"
    if use.hard_share:
        yield from _hard(use, stages[HARD])


def _lan(stages: Iterable[Stage]) -> Iterator[str]:
    """Say which machine in the house the plan counts on: it may not be there."""
    if found := [stage for stage in stages if stage.place and stage.place.name == "local"]:
        names = ", ".join(dict.fromkeys(stage.name for stage in found))
        machine = described(found[0].place.machine).title if found[0].place else ""
        yield f"{names}: counts on a machine in the local network, {machine}; where there is none: --lan none"


def _easy(speeds: Speeds, use: Use, easy: Stage) -> Iterator[str]:
    if not easy.meets and easy.ms is not None:
        other, _ = answers.elsewhere(speeds, use, easy.ms, "")
        there = "a filler bridges it (answer.bridge_ms)"
        if easy.place is HERE and other and other.first_ms < easy.ms:
            month = dollars(other.month_usd(use.turns_per_day * (1 - use.hard_share)))
            saved = f"{easy.ms - other.first_ms:.0f} ms less, for {month} a month"
            there = f"{other.name} on {other.place.title} begins after {other.first_ms:.0f}: {saved}; else {there}"
        yield f"answer: {easy.ms:.0f} ms are left behind the wait; {there}"
    if use.privacy == "mixed" and easy.place and not easy.place.location.owned:
        home, _ = answers.elsewhere(speeds, replace(use, privacy="strict"), easy.allowed_ms, "")
        who = f"{home.name} on {home.place.title}, {home.first_ms:.0f} ms" if home else "nobody, as no model at home is in time"
        yield f"answer: who may be asked what is private: {who}"
    if answers.easy(speeds, use.allowed_ms("answer", NEAR))[0] is None:
        yield f"answer: no model talks on the device; a 0.5B would need {lacks(WRITERS['qwen2.5-0.5b'], 'Q4_K_M', speeds)}"


def _hard(use: Use, far: Stage) -> Iterator[str]:
    if not far.meets and far.ms is not None:
        yield f"hard answers: {far.ms:.0f} ms, {far.allowed_ms:.0f} allowed; say a filler meanwhile (answer.bridge_ms)"
    if far.place and not far.place.location.owned and use.turns_per_day < FEW:
        few = f"under {FEW:.0f} turns a day a second system is not worth its work"
        yield f"hard answers: {few}; {far.where} is no system but an address, for {dollars(far.month_usd)} a month"
    if not use.may_leave:
        yield f"{use.hard_share:.0%} of the questions want a larger model than may be asked"
