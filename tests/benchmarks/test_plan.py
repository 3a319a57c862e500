"""The check of the plan's predictions."""

import pytest

from benchmarks import plan
from voice.plan import calibrate
from voice.plan.calibrate import Taken, fit
from voice.plan.device import described
from voice.plan.shapes import HEARERS, SPEAKERS, WRITERS, Work
from voice.plan.speeds import speeds_of


def test_three_sizes_of_each_kind_are_predicted_that_were_not_used_to_calibrate() -> None:
    hearer, seconds = plan.CALIBRATED_ON["encode"]
    encoded = [(name, length) for name, lengths in plan.TESTED_ON["encode"] for length in lengths]
    assert len(encoded) == 3
    assert not {(hearer, length) for length in seconds} & set(encoded)
    written = [name for name, _ in plan.TESTED_ON["write"]]
    assert len(set(written)) == 3
    assert not set(plan.CALIBRATED_ON["write"]) & set(written)
    assert len(set(plan.TESTED_ON["synthesise"])) == 3
    assert not set(calibrate.TEXTS) & set(plan.TESTED_ON["synthesise"])


def test_a_machine_that_keeps_to_the_roofline_is_predicted_exactly() -> None:
    device = described("raspberry-pi-5")
    true = speeds_of(device)
    one, other, base = WRITERS["smollm2-135m"], WRITERS["qwen2.5-0.5b"], HEARERS["whisper-base"]
    used = [
        *(Taken("encode", base.name, s, base.encoding(s), true.encoding_ms(base, s)) for s in (2.0, 6.0, 12.0)),
        *(
            Taken("prefill", w.name, n, w.reading(n, "Q4_0"), true.prefill_ms(w, n, "Q4_0"))
            for w in (one, other)
            for n in (24, 160)
        ),
        *(Taken("decode", w.name, 1, w.token("Q4_0", 20), true.token_ms(w, "Q4_0", 20)) for w in (one, other)),
        *(Taken("synthesise", "piper", s, Work(5.8e9 * s), true.synthesis_ms(SPEAKERS["piper"], s)) for s in (0.5, 5.0)),
    ]
    found = fit(device, used)
    work = other.token("Q4_0", 20)
    for taken in (
        Taken("encode", "whisper-small", 5.0, work, true.encoding_ms(HEARERS["whisper-small"], 5.0)),
        Taken("prefill", "qwen2.5-1.5b", 32, work, true.prefill_ms(WRITERS["qwen2.5-1.5b"], 32, "Q4_0")),
        Taken("decode", "qwen2.5-1.5b", 1, work, true.token_ms(WRITERS["qwen2.5-1.5b"], "Q4_0", 20)),
        Taken("synthesise", "piper", 2.0, work, true.synthesis_ms(SPEAKERS["piper"], 2.0)),
    ):
        assert plan.predicted_ms(found, taken) == pytest.approx(taken.ms, rel=0.01), taken.kind
