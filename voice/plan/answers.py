"""Answers: which language model, in which format, where, answers in time; and whether one can hold a conversation at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from voice.plan import costs
from voice.plan.device import Kind, described
from voice.plan.place import HERE, Place
from voice.plan.shapes import WRITERS, Writer
from voice.plan.speeds import Speeds, speeds_of
from voice.plan.use import QUESTION_TOKENS, REPLY_TOKENS, SENTENCE_TOKENS, SPEECH_TOKENS_PER_S, Use

FORMATS = ("Q8_0", "Q4_K_M")
"""The finest first: 8 bits lose less, 4 bits halve what has to be read."""

BESIDE_GB = 1.5
"""GB that Whisper, a voice and the conversation itself take beside a model."""

CONTEXT = 600
"""Tokens of instructions and conversation that the model has read before the question comes."""

PATIENCE_MS = 900.0
"""Silence after which people think they were not heard: `answer.bridge_ms` of the settings."""

LARGE_BILLIONS = 70.0
"""Billions of weights that a hard question is assumed to need: the reference's larger model."""

CLOUD_IN, CLOUD_OUT = 0.6, 0.8
"""US dollars for a million tokens of a 70B, read and written: about what hosts ask."""

READ_TOKENS = 600
"""Tokens that are paid for reading a request: instructions, conversation, question."""

AT_A_TIME: Mapping[Kind, float] = {"processor": 1.0, "card": 16.0}
"""Replies that are written at a time without being much slower, as all of them read the same weights."""

REPLY_USD = (READ_TOKENS * CLOUD_IN + REPLY_TOKENS * CLOUD_OUT) / 1e6
"""US dollars that a reply costs there."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """A model in a format at a place, and how it would do there."""

    place: Place
    machine: str
    writer: Writer
    quantised: str
    size_gb: float
    first_ms: float
    """Milliseconds to the first token, the way there and back included."""
    sentence_ms: float
    """Milliseconds to the end of the first sentence, which can then be spoken."""
    tokens_per_s: float

    @property
    def converses(self) -> bool:
        """Whether it begins before people lose patience, and then keeps up with the voice."""
        return self.sentence_ms <= PATIENCE_MS and self.tokens_per_s >= SPEECH_TOKENS_PER_S

    @property
    def reply_s(self) -> float:
        """Seconds of work for a whole reply."""
        return (self.first_ms - self.place.network_ms) / 1e3 + (REPLY_TOKENS - 1) / self.tokens_per_s

    @property
    def request_usd(self) -> float:
        """What a reply costs where it is paid for by the token."""
        return REPLY_USD if self.place.by_token else 0.0

    def month_usd(self, replies_per_day: float) -> float:
        """What a month costs: paid by the token in the central cloud, and by the machine elsewhere, own or rented."""
        if self.place is HERE:
            return 0.0  # it is paid for as the device
        if self.place.by_token:
            return self.request_usd * replies_per_day * costs.MONTH_DAYS
        return rented_month_usd(self.place, replies_per_day * self.reply_s, AT_A_TIME["card"])

    @property
    def name(self) -> str:
        return f"{self.writer.name} {self.quantised}"


def rented_month_usd(place: Place, work_s: float, at_a_time: float = 1.0) -> float:
    """What the machines at a place cost a month that do so many seconds of work a day."""
    count = costs.machines(work_s, at_a_time)
    return count * costs.month_usd(described(place.machine), min(1.0, work_s / 86_400 / count))


def answerer(place: Place, speeds: Speeds, writer: Writer, quantised: str) -> Answerer:
    token = speeds.token_ms(writer, quantised, CONTEXT)
    first = place.network_ms + speeds.prefill_ms(writer, QUESTION_TOKENS, quantised) + token
    size = writer.size_gb(quantised)
    sentence = first + (SENTENCE_TOKENS - 1) * token
    return Answerer(place, speeds.device.title, writer, quantised, size, first, sentence, 1e3 / token)


def at(place: Place, device: Speeds) -> Iterator[Answerer]:
    """Every model and format that fits the machine at a place, the ablest and finest first."""
    there = speeds_of(described(place.machine)) if place.machine else device
    for writer in reversed(WRITERS.values()):
        for quantised in FORMATS:
            if writer.size_gb(quantised) + BESIDE_GB <= there.device.memory_gb:
                yield answerer(place, there, writer, quantised)


def open_to(use: Use) -> list[Place]:
    """The places that words may go to in this use."""
    return [place for place in use.places if use.may_leave or place.location.owned]


def easy(device: Speeds, allowed_ms: float) -> tuple[Answerer | None, str]:
    """Choose who answers easy questions on the device, and say why; None if no model there can hold a conversation."""
    there = [one for one in at(HERE, device) if one.writer.billions < LARGE_BILLIONS]
    in_time = [one for one in there if one.converses and one.first_ms <= allowed_ms]
    if in_time:
        return in_time[0], "the ablest model here that begins in time"
    if talking := [one for one in there if one.converses]:
        quickest = min(talking, key=lambda one: one.first_ms)
        return quickest, "none here begins in time; this one begins soonest"
    return None, f"no model that fits here says its first sentence within {PATIENCE_MS:.0f} ms"


def elsewhere(device: Speeds, use: Use, allowed_ms: float, why: str) -> tuple[Answerer | None, str]:
    """Choose who answers easy questions if the device cannot, as `why` says: the ablest at the cheapest place in time."""
    replies = use.turns_per_day * (1 - use.hard_share)
    found = []
    for place in open_to(use)[1:]:
        in_time = (one for one in at(place, device) if one.converses and one.first_ms <= allowed_ms)
        found += list(islice(in_time, 1))
    if not found:
        return None, f"{why}, and no other place may be asked, or is in time"
    return min(found, key=lambda one: one.month_usd(replies)), f"{why}; the cheapest place that is in time"


def hard(device: Speeds, use: Use, allowed_ms: float) -> tuple[Answerer | None, str]:
    """Choose who answers hard questions: the cheapest place that is in time, else the quickest that holds a conversation."""
    large = [
        one
        for place in open_to(use)
        for one in at(place, device)
        if one.writer.billions >= LARGE_BILLIONS and one.converses and one.quantised == "Q4_K_M"
    ]
    if not large:
        return None, "nowhere that may be asked does a 70B hold a conversation"
    replies = use.turns_per_day * use.hard_share
    in_time = [one for one in large if one.first_ms <= allowed_ms]
    if in_time:
        return min(in_time, key=lambda one: one.month_usd(replies)), "the cheapest place that begins in time"
    return min(large, key=lambda one: one.first_ms), "no place begins in time; this one begins soonest"


def seven(device: Speeds) -> Answerer | None:
    """How a 7B would do on the device; None where it does not fit."""
    writer, quantised = WRITERS["qwen2.5-7b"], "Q4_K_M"
    if writer.size_gb(quantised) + BESIDE_GB > device.device.memory_gb:
        return None
    return answerer(HERE, device, writer, quantised)


def lacks(writer: Writer, quantised: str, device: Speeds) -> str:
    """What a model would need of a device like this to hold a conversation, and how much of that is there."""
    there = device.device
    if (needed := writer.size_gb(quantised) + BESIDE_GB) > there.memory_gb:
        return f"{needed:.1f} GB of memory, and this has {there.memory_gb:g}"
    if (needed := bandwidth_for(writer, quantised, device)) > there.bandwidth_gb_s:
        return f"{needed:.0f} GB/s to write in time, and this has {there.bandwidth_gb_s:g}"
    return f"more than {there.tflops:g} TFLOPS to read the question in time"


def bandwidth_for(writer: Writer, quantised: str, device: Speeds) -> float:
    """GB/s that a device like this would need to write the first sentence in time, not counting the reading of the question."""
    share = device.reached("decode")
    each_s = PATIENCE_MS / 1e3 / SENTENCE_TOKENS - device.reached("token_ms") / 1e3
    return writer.token(quantised, CONTEXT).read / 1e9 / share / each_s
