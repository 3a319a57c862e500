"""Says in plain text what a bench found, for the page, for Markdown and for a terminal, which escape it themselves."""

from collections.abc import Iterator, Mapping, Sequence

from voice.bench.compare import Comparison
from voice.bench.result import Counted, Engine, Estimate, Figures, Group, Result
from voice.bench.summary import FELT, is_real, judged, saves
from voice.trace import number

REFERENCE = (
    ("transcribe", 40.0, 40.0),
    ("route", 0.2, 0.2),
    ("answer", 80.0, 225.0),
    ("speak", 50.0, 50.0),
    ("compute", 170.0, 400.0),
)
"""The reference case study: stage, ms on the device, ms with the cloud. Its sum for the cloud holds the way there and back."""

CEILING_MS = 500.0
"""Its limit for a conversation, from the end of the wait to the first sound."""

NAMES = {"wake": "wake response", "endpoint": "endpoint wait", "compute": "all of the work"}

SHOWN_CHANGES = 3


def stage(name: str) -> str:
    return NAMES.get(name, name)


def own(found: Result) -> list[Group]:
    """The groups of the scenario's own settings and models, without the alternatives."""
    return [group for group in found.groups if not group.tried]


def called(group: Group) -> str:
    """What a group is called, with what of it is not real: that stands beside each of its figures."""
    return f"{group.name} ({told})" if (told := not_real(group)) else group.name


def not_real(group: Group) -> str:
    """The stages of a group that no real engine did; "" if all did."""
    return ", ".join(f"{one.stage} by a {one.kind}" for one in unreal(group))


def headline(found: Result) -> str:
    late: dict[str, list[str]] = {}
    absent: dict[str, list[str]] = {}
    disturbed = False
    for group in filter(is_real, own(found)):
        for name in FELT:
            if name not in group.stages:
                absent.setdefault(stage(name), []).append(group.name)
            elif group.stages[name].verdict == found.verdict:
                late.setdefault(stage(name), []).append(group.name)
                disturbed |= late_by_itself(group.stages[name])
    quiet = ", on a machine that was not quiet" if found.calibration.doubts else ""
    if found.verdict == "met":
        return f"Budget met{quiet}"
    if found.verdict == "missed":
        return f"Budget missed{quiet}: {_felt(late)}"
    why = "what was late may be the machine's doing" if disturbed else "too few turns to tell whether the budget is kept"
    said = [f"{why}: {_felt(late)}"] * bool(late) + [f"not measured: {_felt(absent)}"] * bool(absent)
    return f"Not sure{quiet}: {'; '.join(said) or 'nothing was measured that is real'}"


def _felt(stages: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{', '.join(groups)} ({name})" for name, groups in stages.items())


def late_by_itself(figures: Figures) -> bool:
    """Whether as many turns were late as would miss the budget, had the machine been quiet."""
    return figures.late is not None and judged(figures.late) == "missed"


def facts(found: Result) -> Iterator[tuple[str, str]]:
    """Pairs of name and value: what was measured, where and with what."""
    machine, told = found.machine, found.scenario
    said = f"{told.corpus.clips} clips by {told.corpus.made_by}, {told.repeats} times, seed {told.seed}"
    yield "Scenario", f"{told.title} ({told.name}, {told.digest}); {said}"
    yield "When", f"{found.started}, took {found.took_s:.0f} s"
    guest = f", guest of {machine.virtual}" if machine.virtual else ""
    yield "Machine", f"{machine.name}: {machine.processor}, {machine.cores} cores{guest}, {machine.system}"
    yield "Memory", f"{machine.memory_gb:g} GB, {machine.memory_free_gb:g} free"
    yield "Instructions", ", ".join(machine.features) or "not told"
    clock = [machine.governor and f"governor {machine.governor}", machine.mhz and f"{machine.mhz:g} MHz"]
    yield "Clock", ", ".join(str(one) for one in clock if one) or "not readable"
    yield "Temperature", _temperature(found)
    yield "Load", f"{machine.load[0]:g} before, {machine.load[1]:g} after"
    yield "Energy", found.energy or "not readable on this machine (no RAPL, no sensors)"
    yield "Version", f"{found.program.version}, settings {found.program.settings}, Python {found.program.python}"
    if found.program.models:
        yield "Models", ", ".join(f"{one.name} ({_short(list(one.sha256.values()))})" for one in found.program.models)
    loaded = ", ".join(f"{part} {number(ms)} ms" for part, ms in found.load_ms.items())
    yield "Loading, warm", loaded
    for place, start in enumerate(found.cold, 1):
        loading = f"imports {number(start.import_ms)} ms, loading {number(start.load_ms)} ms"
        first = "no reply" if start.first_turn_ms is None else f"{number(start.first_turn_ms)} ms"
        yield f"Cold start {place}", f"{loading}, first reply behind the last word {first}"


def _temperature(found: Result) -> str:
    told, throttled = found.machine.temperature_c, found.machine.throttled
    slowed = "" if throttled is None else f"; it was {'' if throttled else 'not '}slowed down for heat or power"
    return (f"{told[0]:g} °C before, {told[1]:g} after" if told else "not readable") + slowed


def _short(hashes: list[str]) -> str:
    return hashes[0][:8] if len(hashes) == 1 else f"{len(hashes)} files, {hashes[0][:8]} …"


def doubts(found: Result) -> list[str]:
    """What makes the figures doubtful, each a sentence; none: the machine was quiet."""
    left = max((one.left_out for group in found.groups for one in group.stages.values()), default=0)
    said = [f"Doubtful: {doubt}." for doubt in found.calibration.doubts]
    if left and not found.calibration.doubts:
        said.append(f"Up to {left} turns of one kind were heard while the machine was disturbed, and are left out.")
    return said


def calibration(found: Result) -> str:
    """What the calibration loop tells."""
    loops = found.calibration
    return (
        f"The same piece of work took {number(loops.best_ms)} ms at its best; the slowest tenth took {loops.spread:.2f} times"
        f" the quickest. {loops.stolen:.1%} of the machine's time was given to others by its host, {loops.others:.0%} taken by"
        " other programs."
    )


def engine(one: Engine) -> str:
    note = f" ({one.note})" if one.note else ""
    return {"real": f"{one.name}{note}", "shape": f"{one.name}, a shape whose words mean nothing{note}"}.get(
        one.kind, f"a stand-in, which is not real{note}"
    )


def answered(group: Group) -> str:
    """Who answers in a group, and whether that is real."""
    return next(engine(one) for one in group.engines if one.stage == "answer")


def by(group: Group) -> str:
    """Who hears, answers and speaks, and whether that is real."""
    done = {"transcribe": "heard", "answer": "answered", "speak": "spoken"}
    return ", ".join(f"{done[one.stage]} by {engine(one)}" for one in group.engines if one.stage in done)


def unreal(group: Group) -> list[Engine]:
    return [one for one in group.engines if one.kind != "real"]


def estimate(found: Estimate | None) -> str:
    """A figure and what it is between."""
    if found is None:
        return "–"
    return f"{number(found.value)} ({between(found)})"


def between(found: Estimate) -> str:
    return f"{number(found.low)}{' to ' if found.low < 0 else '–'}{number(found.high)}"


def cell(found: Figures, name: str) -> str:
    return estimate(getattr(found, name))


def counted(found: Counted) -> str:
    if found.share is None:
        return "none"
    return f"{found.hits} of {found.n} ({found.share.low:.0%}–{found.share.high:.0%})"


def accuracy(group: Group) -> list[tuple[str, str]]:
    """Pairs of name and value; a latency is worth nothing without them."""
    told = group.accuracy
    pairs = [
        ("wake words heard", told.woken),
        ("commands understood", told.understood),
        ("words right", told.words_right),
        ("cut off", told.cut_off),
        ("cut off in a pause", told.cut_off_with_pause),
    ]
    return [(name, counted(value)) for name, value in pairs if value.n]


def false_wakes(found: Result) -> str:
    told = found.false_wakes
    if not told.clips:
        return "not measured"
    clips = "1 clip" if told.clips == 1 else f"{told.clips} clips"
    return f"{told.wakes} in {told.seconds:.0f} s of speech that was not for it ({clips})"


def joules(group: Group, found: Result) -> str:
    if group.joules_a_turn is None:
        return "not readable on this machine" if not found.energy else "–"
    return f"{group.joules_a_turn.value:.1f} J a turn ({group.joules_a_turn.low:.1f}–{group.joules_a_turn.high:.1f})"


def advice(found: Result) -> list[str]:
    """The changes that would save most, as sentences, those without a price first; what is measured, and nothing else."""
    best = [change for change in found.changes if saves(change)][:SHOWN_CHANGES]
    said = [
        f"{change.name[:1].upper()}{change.name[1:]}: {estimate(change.saves_ms)} ms less,"
        f" {'for ' + price(change.price) if change.price else 'at no price that was seen'}."
        for change in best
    ]
    return said or ["None of the alternatives that were measured saves time."]


def chance(found: float) -> str:
    return "< 0.001" if found < 0.001 else f"{found:.3f}"


def price(found: tuple[str, ...]) -> str:
    return "; ".join(found) or "none seen"


def compared(found: Comparison) -> str:
    if found.slower or found.lost:
        slower = [f"{one.group}, {stage(one.stage)} (+{number(one.more_ms.value)} ms)" for one in found.slower]
        lost = [f"no longer understood or answered: {clip}" for clip in found.lost]
        return "Slower than the baseline: " + "; ".join(slower + lost)
    return "Not slower than the baseline by more than chance and the threshold."


NOTES = (
    "Voice-to-voice runs from the last sample of speech, by the label of the clip, to the first sound of the reply; compute"
    " from the end of the wait to that sound. A wake response is below 0 where the wake word was known before its end. In"
    " brackets: what a figure is between with a probability of 95 % (bootstrap).",
    "Met: at most one turn in twenty was late. Missed: more were, by more than chance; else unsure. A wait may be longer than"
    " its ceiling by as much as the words called for. A stage may use what the ones before it left over: the wake word, the"
    " wait and the compute decide.",
    "Doubtful turns, beside which the calibration loop was slow or the machine shared, are left out where at least half are"
    " left. Else the figures are of all; what seems missed is judged by each clip's quickest repeat, as it is and corrected by"
    " the loop beside it, and unsure where these differ.",
)

FAST = (
    "The sound came as fast as it was heard: nothing is hidden in a wait but what was read of the words, and no reply begun."
    " `full` is at the pace of talking."
)
