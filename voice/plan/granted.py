"""What every plan takes for granted: the figures behind it that belong to no device, each with where it comes from."""

from collections.abc import Iterator

from voice.plan import answers, costs, use
from voice.plan.place import PLACES, UPLINK_BYTES_PER_S
from voice.plan.speeds import HEARD_TOKENS
from voice.plan.stage import COMMAND_MS, PROGRAM_GB, WAIT_MS
from voice.plan.transcribing import CONTEXT_S
from voice.plan.workload import ON_DEMAND
from voice.plan.worth import COLD_START_S

WAKE_MS, ROUTE_MS = 52.0, 0.55
"""What both were measured to take on two cores of an AMD EPYC: `benchmarks.wake_words` (p95), `benchmarks.routing`."""

WAKE_FRAMES_MS = 40.0
"""The part of the wake response that is sound which has not come yet: it takes as long on any machine."""

MEASURED_TFLOPS = 0.2
"""Products of those two cores. A processor with fewer is taken to be slower in that proportion at small work, too."""

MEASURED = "measured on two cores of an AMD EPYC"
REFERENCE, SETTINGS, ASSUMED = "the reference material", "the settings", "assumed"


def granted() -> Iterator[tuple[str, str, str]]:
    """What, how much, and how it is known."""
    yield "the wake word", f"{WAKE_MS:g} ms", f"{MEASURED}, benchmarks.wake_words, p95; {WAKE_FRAMES_MS:g} of them are sound"
    yield "routing", f"{ROUTE_MS:g} ms", f"{MEASURED}, benchmarks.routing"
    yield "both on a slower processor", "slower", f"{ASSUMED}: as much as its products are fewer"
    yield "silence behind a command", f"{COMMAND_MS} ms", f"{SETTINGS}, endpoint.complete_ms"
    yield "behind a question", f"{WAIT_MS:g} ms", f"{SETTINGS}, two fifths of endpoint.default_ms"
    yield "people wait", f"{answers.PATIENCE_MS:g} ms", f"{SETTINGS}, answer.bridge_ms"
    yield "a question, spoken", f"{use.UTTERANCE_S:g} s", f"{ASSUMED}; Whisper is given {CONTEXT_S:g} s at least"
    yield "tokens of a second heard", f"{HEARD_TOKENS:g}", ASSUMED
    said = f"{use.QUESTION_TOKENS}, {use.SENTENCE_TOKENS}, {use.REPLY_TOKENS}"
    yield "tokens: question, sentence, reply", said, ASSUMED
    yield "a hard question needs", f"{answers.LARGE_BILLIONS:g}B", f"{REFERENCE}'s larger model"
    yield "memory of the program", f"{PROGRAM_GB:g} GB", ASSUMED
    yield "memory beside a model", f"{answers.BESIDE_GB:g} GB", ASSUMED
    _, nearest, *far = PLACES.values()
    yield f"in {nearest.title}", nearest.machine, f"{ASSUMED}; --lan names another"
    yield from ((f"in {place.title}", place.machine, ASSUMED) for place in far)
    for place in list(PLACES.values())[1:]:
        between = f"the middle of {place.least_ms:g} to {place.most_ms:g}, {REFERENCE}"
        yield f"the way to {place.title}", f"{place.network_ms:g} ms", between
    prices = f"${answers.CLOUD_IN:g}, {answers.CLOUD_OUT:g}"
    yield "a million tokens of a 70B", prices, f"{ASSUMED}, read and written: what hosts ask"
    yield "a machine lasts", f"{costs.YEARS:g} years", REFERENCE
    yield "power", f"${costs.KWH_USD:.2f} a kWh", REFERENCE
    yield "replies at a time", f"{answers.AT_A_TIME['card']:g}", f"{ASSUMED}, on a card; one on a processor"
    yield "the busiest hour", f"{costs.PEAK:g} times", f"{ASSUMED}, of the mean"
    yield "an hour on demand", f"{ON_DEMAND:g} times", f"{ASSUMED}, of one kept awake"
    yield "a cold start", f"{COLD_START_S:g} s", f"the middle of 60 to 120, {REFERENCE}"
    yield "a household sends", f"{UPLINK_BYTES_PER_S * 8 / 1e6:g} Mbit/s", ASSUMED
