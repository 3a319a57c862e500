"""The plan: for every stage where it runs, with what, how long it takes, whether that is in time, and what to change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voice.plan import answers, costs
from voice.plan.answers import Answerer
from voice.plan.changes import changes
from voice.plan.granted import MEASURED_TFLOPS, ROUTE_MS, WAKE_FRAMES_MS, WAKE_MS
from voice.plan.place import HERE, Recommendation, by_latency, by_size, recommend_deployment
from voice.plan.shapes import HEARERS, SPEAKERS, WRITERS, Speaker
from voice.plan.speeds import Speeds
from voice.plan.stage import ANSWER, COMMAND_MS, FAR, HARD, NEAR, PROGRAM_GB, WAIT_MS, Stage
from voice.plan.transcribing import transcribe
from voice.plan.use import Use
from voice.plan.workload import Decision, decide
from voice.plan.worth import worth

WORK = ("transcribe", "route", "speak")
"""The stages that keep the device busy, beside the replies that it writes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for a device and a use."""

    speeds: Speeds
    use: Use
    stages: tuple[Stage, ...]
    seven: str
    """What a 7B does on the device, in a sentence."""
    seven_converses: bool
    changes: tuple[str, ...]
    machines: int
    """How many such devices so many turns a day take."""
    device_month_usd: float
    """What all of them cost."""
    worth: tuple[str, ...]
    """Lines that say what the device's tokens cost, and from which load on it pays."""
    decision: Decision
    rules: tuple[str, ...]
    """Lines that say what the reference's thresholds recommend."""
    recommendation: Recommendation

    @property
    def month_usd(self) -> float:
        return self.device_month_usd + sum(stage.month_usd for stage in self.stages)

    def compute_ms(self, answer: str) -> float | None:
        """Milliseconds from the end of a turn to the first sound, with an easy or a hard answer."""
        times = [stage.ms for stage in self.stages if stage.name in ("transcribe", "route", answer, "speak")]
        return sum(ms for ms in times if ms is not None) if None not in times else None


def plan(speeds: Speeds, use: Use) -> Plan:
    heard = transcribe(speeds, use)
    ahead_ms = max(0.0, WAIT_MS - (heard.work_ms or 0.0))
    routed = _listening("route", "rules and a classifier", ROUTE_MS * _slower(speeds), use)
    routed = replace(routed, carried_ms=heard.left_ms)
    allowed_far = use.allowed_ms("answer", FAR) + routed.left_ms
    near, why_near = answers.easy(speeds, use.allowed_ms("answer", NEAR) + routed.left_ms + ahead_ms)
    far, why_far = answers.hard(speeds, use, allowed_far)
    if near is None:
        near, why_near = answers.elsewhere(speeds, use, allowed_far, why_near)
    if far is None:
        far, why_far = near, f"{why_far}; the model for easy questions answers as well as it can"
    easy_turns, hard_turns = use.turns_per_day * (1 - use.hard_share), use.turns_per_day * use.hard_share
    answered = [
        replace(stage, carried_ms=routed.left_ms)
        for stage in (
            _answer(ANSWER, near, why_near, use, easy_turns, ahead_ms),
            _answer(HARD, far, why_far, use, hard_turns, ahead_ms),
        )
    ]
    stages = _paid_once(
        _listening("wake", "openwakeword", WAKE_FRAMES_MS + (WAKE_MS - WAKE_FRAMES_MS) * _slower(speeds), use),
        _listening("endpoint", f"{COMMAND_MS} ms of silence", float(COMMAND_MS), use),
        heard,
        routed,
        *answered,
        replace(_speak(speeds, use, heard), carried_ms=min(stage.left_ms for stage in answered)),
    )
    work_s = _work_s(use, stages, (near, easy_turns), (far, hard_turns))
    count = costs.machines(work_s, answers.AT_A_TIME[speeds.device.kind])
    month_usd = count * costs.month_usd(speeds.device, min(1.0, work_s / 86_400 / count))
    about_seven, converses = _seven(speeds)
    return Plan(
        speeds=speeds,
        use=use,
        stages=stages,
        seven=about_seven,
        seven_converses=converses,
        changes=(*_many(use, count), *changes(speeds, use, {stage.name: stage for stage in stages}, converses)),
        machines=count,
        device_month_usd=month_usd,
        worth=tuple(worth(speeds.device, use, near, month_usd)),
        decision=_decision(speeds, use, near, far),
        rules=tuple(_rules(use)),
        recommendation=recommend_deployment(
            use.workload.latency_ms, use.privacy != "open", use.turns_per_day, _billions(use), use.offline
        ),
    )


def _work_s(use: Use, stages: Sequence[Stage], *replies: tuple[Answerer | None, float]) -> float:
    """Seconds that the device works in a day."""
    each_ms = sum(stage.work_ms or stage.ms or 0.0 for stage in stages if stage.name in WORK and stage.place is HERE)
    written_s = sum(turns * by.reply_s for by, turns in replies if by and by.place is HERE)
    return use.turns_per_day * each_ms / 1e3 + written_s


def _many(use: Use, count: int) -> Iterator[str]:
    if count > 1:
        yield f"{use.turns_per_day:,.0f} turns a day take {count:,} such devices in the busiest hour"


def _decision(speeds: Speeds, use: Use, near: Answerer | None, far: Answerer | None) -> Decision:
    """Work out the deployment: all need a larger model than is here where none answers here, none where the large one does."""
    if near and not near.place.location.owned:
        return decide(replace(use.workload, hard_share=1.0), speeds.device, 0.0)
    large = far and far.place.location.owned and far.writer.billions >= answers.LARGE_BILLIONS
    work = replace(use.workload, hard_share=0.0) if large else use.workload
    return decide(work, speeds.device, near.tokens_per_s if near else 0.0)


def _slower(speeds: Speeds) -> float:
    return max(1.0, MEASURED_TFLOPS / speeds.device.tflops) if speeds.device.kind == "processor" else 1.0


def _listening(name: str, with_: str, ms: float, use: Use) -> Stage:
    why = "it hears every frame: what is said beside the wake word stays, and no network is in the way"
    return Stage(name, HERE, with_, ms, use.allowed_ms(name, NEAR), why)


def _speak(speeds: Speeds, use: Use, heard: Stage) -> Stage:
    allowed = use.allowed_ms("speak", NEAR)
    beside = HEARERS.get(heard.with_) if heard.place is HERE else None
    room_gb = speeds.device.memory_gb - PROGRAM_GB - (beside.size_gb if beside else 0.0)
    smallest, *others = SPEAKERS.values()
    fitting = [smallest, *(speaker for speaker in others if speaker.size_gb <= room_gb)]
    took = {speaker.name: first_sound_ms(speeds, speaker) for speaker in fitting}
    if in_time := [name for name, ms in took.items() if ms <= allowed]:
        name, why = in_time[-1], "the best voice that fits and whose first sound is in time"
    else:
        name, why = min(took, key=took.__getitem__), "no voice is in time; this one begins soonest"
    return Stage("speak", HERE, name, took[name], allowed, why)


def first_sound_ms(speeds: Speeds, speaker: Speaker) -> float:
    return speeds.synthesis_ms(speaker, speaker.first_s)


def _answer(name: str, found: Answerer | None, why: str, use: Use, replies: float, ahead_ms: float) -> Stage:
    """Make the stage that answers. `ahead_ms`: the part of the wait in which a tier that costs nothing may begin."""
    if found is None:
        return Stage(name, None, "no language model", None, use.allowed_ms("answer", NEAR), why)
    owned = found.place.location.owned
    waited = max(0.0, found.first_ms - ahead_ms) if owned else found.first_ms
    how = "begun at the pause" if owned else f"{found.place.network_ms:.0f} of them network"
    begun = f"{found.first_ms:.0f} ms to the first word, {how}"
    return Stage(
        name,
        found.place,
        found.name,
        waited,
        use.allowed_ms("answer", found.place.location.path),
        f"{why}; {begun}; first sentence after {found.sentence_ms:,.0f} ms, {found.tokens_per_s:.0f} tokens a second",
        work_ms=found.first_ms,
        month_usd=found.month_usd(replies),
    )


def _paid_once(*stages: Stage) -> tuple[Stage, ...]:
    """Charge a machine that several stages share to the first of them alone."""
    paid: set[str] = set()
    found = []
    for stage in stages:
        again = stage.place is not None and not stage.place.by_token and stage.place.name in paid
        found.append(replace(stage, month_usd=0.0) if again else stage)
        paid.add(stage.place.name if stage.place else "")
    return tuple(found)


def _seven(speeds: Speeds) -> tuple[str, bool]:
    found = answers.seven(speeds)
    if found is None:
        need = WRITERS["qwen2.5-7b"].size_gb("Q4_K_M") + answers.BESIDE_GB
        return (
            f"A 7B does not fit: it needs {need:.1f} GB with all beside it, and {speeds.device.memory_gb:g} are there.",
            False,
        )
    rate = f"{found.tokens_per_s:.0f}" if found.tokens_per_s >= 10 else f"{found.tokens_per_s:.1f}"
    first, sentence = (seconds(ms) for ms in (found.first_ms, found.sentence_ms))
    figures = f"first word after {first}, first sentence after {sentence}, {rate} tokens a second"
    if found.converses:
        return f"A 7B holds a conversation here: {figures}.", True
    return f"A 7B cannot hold a conversation here: {figures}; people wait {answers.PATIENCE_MS / 1e3:g} s.", False


def seconds(ms: float) -> str:
    return f"{ms / 1e3:.2g} s" if ms < 10_000 else f"{ms / 1e3:,.0f} s"


def _billions(use: Use) -> float:
    return answers.LARGE_BILLIONS if use.hard_share and use.may_leave else WRITERS["qwen2.5-7b"].billions


def _rules(use: Use) -> Iterator[str]:
    small, large = WRITERS["qwen2.5-7b"], WRITERS["llama-3.3-70b"]
    for writer in (small, large):
        size = writer.size_gb("Q4_K_M")
        yield f"{writer.name}, {size:.1f} GB: {by_size(writer.billions, size)}"
    limit = use.workload.latency_ms
    yield f"{limit:.0f} ms for transcribing: {by_latency(limit)}"
    answer = use.allowed_ms("answer", FAR)
    yield f"{answer:.0f} ms for an answer: {by_latency(answer)}"
