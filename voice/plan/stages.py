"""The plan: for every stage where it runs, with what, how long it takes, whether that is in time, and what to change."""

from collections.abc import Iterator
from dataclasses import dataclass

from voice import config
from voice.config.settings import Endpoint
from voice.plan import answers, costs
from voice.plan.answers import Answerer, bandwidth_for
from voice.plan.place import FEW, HERE, Place, Recommendation, by_latency, by_size, recommend_deployment
from voice.plan.shapes import HEARERS, SPEAKERS, WRITERS, Hearer, Speaker
from voice.plan.speeds import Speeds
from voice.plan.use import UTTERANCE_S, Use
from voice.plan.workload import Decision, decide
from voice.tiers.cost import dollars

NEAR, FAR = config.NEAREST.path, config.FARTHEST.path
"""The budget's two sets of allocations."""

COMMAND_MS = Endpoint().complete_ms
WAIT_MS = 0.4 * Endpoint().default_ms
"""The shortest waits for the end of a turn: behind a whole command, which the grammar has read by then, and behind a question.
In the latter the words are read and a tier at home begins to answer."""

WAKE_MS, ROUTE_MS = 52.0, 0.55
"""What both were measured to take on two cores of an AMD EPYC: `benchmarks.wake_words` (p95), `benchmarks.routing`."""

WAKE_FRAMES_MS = 40.0
"""Of the wake response, what is sound that has not come yet: it takes as long on any machine."""

MEASURED_TFLOPS = 0.15
"""Products of those two cores. A processor with fewer is taken to be slower in that proportion at small work, too."""

CONTEXT_S = 5.0
"""The least that Whisper is given to read."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the plan."""

    name: str
    place: Place | None
    """None where it can be done nowhere."""
    with_: str
    ms: float | None
    """What is waited for; None where nothing can do it."""
    allowed_ms: float
    why: str
    work_ms: float | None = None
    """What it takes in all, where a part is done in the wait."""
    month_usd: float = 0.0

    @property
    def where(self) -> str:
        return self.place.title if self.place else "nowhere"

    @property
    def path(self) -> config.BudgetPath:
        """Whose allocations count."""
        return self.place.location.path if self.place else config.NEAREST.path

    @property
    def meets(self) -> bool:
        return self.ms is not None and self.ms <= self.allowed_ms


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
    device_month_usd: float
    decision: Decision
    rules: tuple[str, ...]
    """What the reference's thresholds say, one a line."""
    recommendation: Recommendation

    @property
    def month_usd(self) -> float:
        return self.device_month_usd + sum(stage.month_usd for stage in self.stages)

    def compute_ms(self, answer: str) -> float | None:
        """Behind the end of a turn to the first sound, with one of the two answers."""
        times = [stage.ms for stage in self.stages if stage.name in ("transcribe", "route", answer, "speak")]
        return sum(ms for ms in times if ms is not None) if None not in times else None


def plan(speeds: Speeds, use: Use) -> Plan:
    transcribe, speak = _transcribe(speeds, use), _speak(speeds, use)
    ahead_ms = max(0.0, WAIT_MS - (transcribe.work_ms or 0.0))
    near, why_near = answers.easy(speeds, use.allowed_ms("answer", NEAR) + ahead_ms)
    far, why_far = answers.hard(speeds, use, use.allowed_ms("answer", FAR))
    if near is None:
        near, why_near = _without_device(speeds, use, why_near)
    if far is None:
        far, why_far = near, f"{why_far}; the model for easy questions answers as well as it can"
    easy_turns, hard_turns = use.turns_per_day * (1 - use.hard_share), use.turns_per_day * use.hard_share
    stages = (
        _listening("wake", "openwakeword", WAKE_FRAMES_MS + (WAKE_MS - WAKE_FRAMES_MS) * _slower(speeds), use),
        _listening("endpoint", f"{COMMAND_MS} ms of silence", float(COMMAND_MS), use),
        transcribe,
        _listening("route", "rules and a classifier", ROUTE_MS * _slower(speeds), use),
        _answer("answer", near, why_near, use, easy_turns, ahead_ms),
        _answer("answer, hard", far, why_far, use, hard_turns, ahead_ms),
        speak,
    )
    busy = min(1.0, use.turns_per_day * sum(stage.work_ms or stage.ms or 0.0 for stage in stages) / 86_400e3)
    about_seven, converses = _seven(speeds)
    return Plan(
        speeds=speeds,
        use=use,
        stages=stages,
        seven=about_seven,
        seven_converses=converses,
        changes=tuple(_changes(speeds, use, stages, converses)),
        device_month_usd=costs.month_usd(speeds.device, busy),
        decision=decide(use.workload, speeds.device, near.tokens_per_s if near else 0.0),
        rules=tuple(_rules(use)),
        recommendation=recommend_deployment(
            use.workload.latency_ms, use.privacy != "open", use.turns_per_day, _billions(use), use.offline
        ),
    )


def _slower(speeds: Speeds) -> float:
    return max(1.0, MEASURED_TFLOPS / speeds.device.tflops) if speeds.device.kind == "processor" else 1.0


def _listening(name: str, with_: str, ms: float, use: Use) -> Stage:
    why = "it hears every frame: what is said beside the wake word stays, and no network is in the way"
    return Stage(name, HERE, with_, ms, use.allowed_ms(name, NEAR), why)


def reading_ms(speeds: Speeds, hearer: Hearer) -> float:
    return speeds.reading_aloud_ms(hearer, max(CONTEXT_S, UTTERANCE_S + 1.0))


def _transcribe(speeds: Speeds, use: Use) -> Stage:
    """The ablest Whisper that is done in time, most of it in the wait for the end of the turn."""
    allowed = use.allowed_ms("transcribe", NEAR)
    took = {hearer.name: reading_ms(speeds, hearer) for hearer in HEARERS.values()}
    in_time = [name for name, ms in took.items() if ms - WAIT_MS <= allowed]
    in_half = [name for name in in_time if took[name] <= WAIT_MS / 2]  # the other half is left to begin the answer in
    name = (in_half or in_time or list(took))[-1 if in_half else 0]
    left = max(0.0, took[name] - WAIT_MS)
    wait = f"the {WAIT_MS:.0f} ms that a question's end is waited for"
    hidden = f"{took[name]:.0f} ms of work, begun at the pause and hidden in {wait}"
    slow = f"even the smallest takes {took[name]:.0f} ms, {WAIT_MS:.0f} of them in the wait"
    ablest = "the ablest that leaves half of the wait to the answer" if in_half else "the quickest"
    why = f"{ablest}: {hidden}" if in_time else slow
    return Stage("transcribe", HERE, name, left, allowed, why, took[name])


def _speak(speeds: Speeds, use: Use) -> Stage:
    allowed = use.allowed_ms("speak", NEAR)
    took = {speaker.name: first_sound_ms(speeds, speaker) for speaker in SPEAKERS.values()}
    in_time = [name for name, ms in took.items() if ms <= allowed]
    why = "the best voice whose first sound is in time"
    return Stage("speak", HERE, in_time[-1], took[in_time[-1]], allowed, why)


def first_sound_ms(speeds: Speeds, speaker: Speaker) -> float:
    return speeds.synthesis_ms(speaker, speaker.first_s)


def _answer(name: str, found: Answerer | None, why: str, use: Use, replies: float, ahead_ms: float) -> Stage:
    """`ahead_ms`: of the wait for the end of a turn, in which who costs nothing may begin."""
    if found is None:
        return Stage(name, None, "no language model", None, use.allowed_ms("answer", NEAR), why)
    owned = found.place.location.owned
    waited = max(0.0, found.first_ms - ahead_ms) if owned else found.first_ms
    begun = f"{found.first_ms:.0f} ms to the first word, begun at the pause"
    if not owned:
        begun = f"{found.place.network_ms:.0f} of them network"
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


def _without_device(speeds: Speeds, use: Use, why: str) -> tuple[Answerer | None, str]:
    """Who answers easy questions where the device cannot: the cheapest place elsewhere that holds a conversation."""
    replies = use.turns_per_day * (1 - use.hard_share)
    allowed = use.allowed_ms("answer", FAR)
    there = [one for place in answers.open_to(use)[1:] for one in answers.at(place, speeds) if one.converses]
    in_time = [one for one in there if one.first_ms <= allowed]
    if not in_time:
        return None, f"{why}, and no other place may be asked, or is in time"
    return min(
        in_time, key=lambda one: (one.month_usd(replies), -one.writer.billions)
    ), f"{why}; the cheapest place that is in time"


def _seven(speeds: Speeds) -> tuple[str, bool]:
    found = answers.seven(speeds)
    if found is None:
        need = WRITERS["qwen2.5-7b"].size_gb("Q4_K_M") + answers.BESIDE_GB
        return (
            f"A 7B does not fit: it needs {need:.1f} GB with all beside it, and {speeds.device.memory_gb:g} are there.",
            False,
        )
    rate = f"{found.tokens_per_s:.0f}" if found.tokens_per_s >= 10 else f"{found.tokens_per_s:.1f}"
    first, sentence = (f"{ms / 1e3:.2g} s" for ms in (found.first_ms, found.sentence_ms))
    figures = f"first word after {first}, first sentence after {sentence}, {rate} tokens a second"
    if found.converses:
        return f"A 7B holds a conversation here: {figures}.", True
    return f"A 7B cannot hold a conversation here: {figures}; people wait {answers.PATIENCE_MS / 1e3:g} s.", False


def _changes(speeds: Speeds, use: Use, stages: tuple[Stage, ...], seven_converses: bool) -> Iterator[str]:
    """What would bring each stage that is late into its allowance, and what the device would need for a 7B."""
    by_name = {stage.name: stage for stage in stages}
    if not (transcribe := by_name["transcribe"]).meets:
        left = f"{transcribe.ms or 0:.0f} ms are left behind the wait"
        yield f"transcribe: {left}; the command grammar alone, which reads every frame, leaves none"
    easy, best = by_name["answer"], answers.easy(speeds, use.allowed_ms("answer", NEAR))[0]
    if not easy.meets and easy.ms is not None:
        yield f"answer: {easy.ms:.0f} ms are left behind the wait; a larger endpoint.default_ms hides more, a filler bridges it"
    if best is None:
        needed = bandwidth_for(WRITERS["qwen2.5-0.5b"], "Q4_K_M", speeds)
        yield f"answer: no model talks here; a 0.5B would need {needed:.0f} GB/s, and this has {speeds.device.bandwidth_gb_s:g}"
    if not seven_converses:
        needed = bandwidth_for(WRITERS["qwen2.5-7b"], "Q4_K_M", speeds)
        there = f"this has {speeds.device.bandwidth_gb_s:g}"
        yield f"a 7B would need {needed:.0f} GB/s to write in time, and {there}; a smaller one is taken"
    far = by_name["answer, hard"]
    if use.hard_share and not far.meets and far.ms is not None:
        later = (
            "say a filler meanwhile (answer.bridge_ms)"
            if use.may_leave
            else "what is hard is answered late, or by a smaller model"
        )
        yield f"hard answers: {far.ms:.0f} ms, {far.allowed_ms:.0f} allowed; {later}"
    if use.hard_share and far.place and not far.place.location.owned and use.turns_per_day < FEW:
        few = f"under {FEW:.0f} turns a day a second system is not worth its work"
        yield f"hard answers: {few}; {far.where} is no system but an address, for {dollars(far.month_usd)} a month"
    if use.hard_share and not use.may_leave:
        yield f"{use.hard_share:.0%} of the questions want a larger model than may be asked"


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
