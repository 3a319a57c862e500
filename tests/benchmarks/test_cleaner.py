"""The training of the cleaner: who speaks, what is made, and that torch's networks are the product's and pocketsphinx's."""

import random
import re
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cleaner import __main__ as command
from benchmarks.cleaner import alignment, examples, speech
from benchmarks.cleaner.alignment import SILENCE, UNKNOWN
from benchmarks.cleaner.examples import Piece
from benchmarks.cleaner.speech import Speech
from benchmarks.cleaner.target import CEPSTRA
from benchmarks.corpora.sound import Signal
from benchmarks.corpora.synthesis import Voice, spoken, voices
from voice.messages import SAMPLE_RATE
from voice.transcribe import cleaner
from voice.transcribe.cleaner import LOOK_AHEAD, Cleaner, Floats
from voice.transcribe.features import FILTERS, Array
from voice.wake.train import noises, places


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    """Two voices of espeak-ng, which every installation has."""
    texts = ("turn on the kitchen light", "marble seven kettle")
    cast = [Voice(name, "espeak", name, "tune", 1, {"voice": name}) for name in ("en-us", "en+f2")]
    paths = spoken([(voice, text) for voice in cast for text in texts], tmp_path_factory.mktemp("speech"))
    senones = {path: alignment.senones_of(path, text) for (_, text), path in paths.items()}
    assert all(each is not None for each in senones.values())
    clips = {voice.name: [paths[voice.name, text] for text in texts] for voice in cast}
    return Speech(clips, {path: each for path, each in senones.items() if each is not None})


def chance(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# who speaks, and what


def names(voice: Voice) -> set[str]:
    """Of the speaker, the accent and the variant."""
    return {voice.base, *re.split(r"\+", voice.options["voice"])} - {""}


def test_no_voice_of_the_reported_figures_is_learnt_from() -> None:
    apart = {name for voice in voices() if voice.split == "held_out" for name in names(voice)}
    assert {"slt", "awb", "f4", "en-gb-scotland"} <= apart
    for voice in speech.cast(random.Random(0)):
        assert not names(voice) & apart


def test_there_is_something_for_everyone_to_say() -> None:
    draw = random.Random(speech.SEED)
    texts, cast = speech.sentences(draw), speech.cast(draw)
    assert len({voice.name for voice in cast}) == len(cast)
    assert len(texts) >= sum(voice.weight for voice in cast)
    assert texts == speech.sentences(random.Random(speech.SEED))


def test_voices_are_drawn_as_often_as_they_have_clips() -> None:
    drawn = [Speech({"much": [Path()] * 9, "little": [Path()]}, {}).voice(chance(seed)) for seed in range(300)]
    assert 240 < drawn.count("much") < 300


# what is said when


def phones(senones: alignment.Senones) -> list[str]:
    """One behind another, silence left out."""
    from benchmarks.cleaner.acoustic import definition, model_folder

    defined = definition(model_folder() / "mdef")
    named = [defined.phones[defined.phone_of[senone]] for senone in senones]
    return [one for n, one in enumerate(named) if one != "SIL" and (n == 0 or one != named[n - 1])]


def test_a_clip_is_aligned_with_its_words(said: Speech) -> None:
    pytest.importorskip("torch")
    clip = said.clips["en-us"][0]
    senones = said.senones(clip)
    assert abs(len(senones) - len(speech.read(clip)) / 160) <= 2
    assert phones(senones)[:3] == ["T", "ER", "N"]
    assert phones(senones)[-3:] == ["L", "AY", "T"]


@pytest.mark.parametrize("text", ["", "qqqqqq"])
def test_a_clip_that_does_not_go_with_its_words_has_no_senones(text: str, said: Speech) -> None:
    first, second = said.clips["en-us"]
    found = dict(alignment.aligned({second: text, first: "turn on the kitchen light"}))
    assert found[second] is None
    assert found[first] is not None


def test_a_clip_made_faster_is_said_sooner() -> None:
    ramp = np.arange(200, dtype=np.int16)
    pause = Piece(np.zeros(SAMPLE_RATE), np.zeros(0, np.int16))
    found = examples.senones([pause, Piece(np.zeros(SAMPLE_RATE), ramp, speed=2.0), pause], 290)
    assert (found[:98] == SILENCE).all()
    assert (found[202:] == SILENCE).all()
    np.testing.assert_allclose(found[110:190], 2 * np.arange(10, 90), atol=4)


# noise and places


@pytest.mark.parametrize("kind", noises.SHARES)
@pytest.mark.parametrize("length", [SAMPLE_RATE // 2, SAMPLE_RATE + 1])
def test_every_noise_has_unit_power(kind: str, length: int, said: Speech, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noises, "SHARES", {kind: 1.0})
    made = noises.noise(length, said.anybody, chance())
    assert made.shape == (length,)
    assert (made**2).mean() == pytest.approx(1)
    assert not np.array_equal(made, noises.noise(length, said.anybody, chance(1)))


def test_every_noise_is_drawn_as_often_as_it_should(said: Speech, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sum(noises.SHARES.values()) == pytest.approx(1)
    drawn: list[str] = []

    def flat(kind: str, length: int, *_: object) -> Signal:
        drawn.append(kind)
        return np.ones(length)

    for kind in ("shaped", "babble", "hum", "music"):
        monkeypatch.setattr(noises, f"_{kind}", partial(flat, kind))
    for seed in range(500):
        noises.noise(10, said, chance(seed))
    for kind in set(drawn):
        assert drawn.count(kind) / 500 == pytest.approx(noises.SHARES[kind], abs=0.06)
    assert len(set(drawn)) == 4


def click() -> Signal:
    signal = np.zeros(SAMPLE_RATE)
    signal[100] = 1000.0
    return signal


@pytest.mark.parametrize("seed", range(5))
def test_a_room_answers_after_the_sound_and_dies_away(seed: int) -> None:
    heard = places.room(click(), chance(seed))
    assert np.abs(heard[:100]).max() < 1e-6
    assert heard[100] == pytest.approx(1000)
    power = heard**2
    assert 0.05 * power[100] < power[101:].sum() < 20 * power[100]
    assert power[100 + int(0.66 * SAMPLE_RATE) :].max() < 1e-6


def test_filtered_has_the_gains_of_its_knots() -> None:
    knots, gains_db = np.array([0.0, 1000, 8000]), np.array([0.0, 6, -20])
    spectrum = np.abs(np.fft.rfft(noises.filtered(click(), knots, gains_db)))
    for hz, gain_db in zip(knots, gains_db, strict=True):
        bin_ = min(int(hz), len(spectrum) - 2)
        assert 20 * np.log10(spectrum[bin_] / 1000) == pytest.approx(gain_db, abs=0.05)


# examples


def test_an_example_is_speech_of_which_every_frame_has_its_cepstra(said: Speech) -> None:
    for seed in range(6):
        made = examples.example(said, chance(seed))
        count = len(made.clean)
        assert made.frames.shape == (count + LOOK_AHEAD, FILTERS)
        assert made.noted.shape == (count + LOOK_AHEAD, 2 * FILTERS)
        assert made.clean.shape == (count, CEPSTRA)
        assert made.said.shape == (count,)
        assert made.said[0] == made.said[-1] == SILENCE
        assert (made.said != SILENCE).mean() > 0.2
        for values in (made.frames, made.noted, made.clean):
            assert np.isfinite(values).all()
        assert np.abs(made.clean.astype(float).mean(0)).max() < 0.1
        assert count <= (examples.LONGEST_S + 1.3) * 100


def test_an_example_depends_on_its_number_alone(said: Speech) -> None:
    few, more = list(examples.examples(2, said)), list(examples.examples(4, said))
    assert len(more) == 4
    for one, other in zip(few, more, strict=False):
        np.testing.assert_array_equal(one.frames, other.frames)
        np.testing.assert_array_equal(one.clean, other.clean)
    assert len({len(example.clean) for example in more}) > 1


def spectra(count: int) -> Array:
    """Of no speech at all, over twenty octaves of power."""
    logs = np.cumsum(chance().normal(0, 1, (count, FILTERS)), 0) + 12
    frames: Array = np.exp(np.clip(logs, 3, 20))
    return frames


def test_what_is_noted_is_what_the_weights_learnt() -> None:
    """A change of it calls for training anew."""
    frames = np.log(spectra(200) + 1).astype(np.float32)
    level = smooth = floor = frames[:5].mean(0)
    wanted = []
    for frame in frames:
        level = level + 0.01 * (frame - level)
        smooth = smooth + 0.2 * (frame - smooth)
        floor = floor + np.where(smooth < floor, 0.3, 0.003) * (smooth - floor)
        wanted.append(np.concatenate([level, floor]))
    np.testing.assert_allclose(examples.noted(frames), (np.array(wanted) - 10) / 4, atol=1e-4)


# the network


def test_torch_and_numpy_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    from benchmarks.cleaner.network import Network, export

    torch.manual_seed(0)
    network = Network(width=16)
    for values in network.parameters():
        torch.nn.init.normal_(values, std=0.4)
    network.half().float()
    export(network, tmp_path / "weights.npz")
    monkeypatch.setattr(cleaner, "weights", lambda: read(tmp_path / "weights.npz"))
    heard = spectra(450)  # more than the convolutions remember
    product = Cleaner()
    streamed = np.concatenate([*(product.push(heard[at : at + 11]) for at in range(0, len(heard), 11)), product.rest()])
    logs = np.log(heard + 1).astype(np.float32)
    frames = np.concatenate([logs, np.repeat(logs[-3:].mean(0)[None], LOOK_AHEAD, 0)])
    with torch.no_grad():
        whole = network(torch.from_numpy(frames)[None], torch.from_numpy(examples.noted(frames))[None])[0].numpy()
    assert whole.shape == streamed.shape == (450, CEPSTRA)
    assert np.abs(streamed - whole).max() < 1e-4 * np.abs(whole).max()
    assert np.abs(whole - logs @ network.D.numpy()).max() > 1  # the correction is felt


def read(file: Path) -> dict[str, Floats]:
    with np.load(file) as stored:
        assert {stored[name].dtype for name in stored} == {np.dtype(np.float16)}
        return {name: stored[name].astype(np.float32) for name in stored}


def test_the_product_has_the_weights_of_this_network() -> None:
    pytest.importorskip("torch")
    from benchmarks.cleaner.network import Network

    assert {name: values.shape for name, values in cleaner.weights().items()} == {
        name: tuple(values.shape) for name, values in Network().state_dict().items()
    }


def test_weights_are_mixed_by_their_share() -> None:
    torch = pytest.importorskip("torch")
    from benchmarks.cleaner.network import between

    mixed = between({"one": torch.zeros(2)}, {"one": torch.tensor([1.0, -2.0])}, 0.25)
    assert mixed["one"].tolist() == [0.25, -0.5]


def test_training_lowers_the_loss_and_padding_does_not_count(said: Speech) -> None:
    torch = pytest.importorskip("torch")
    from benchmarks.cleaner.network import Network
    from benchmarks.cleaner.training import FRAMES, PEAK_RATE, Distance, batch, train

    made = [examples.example(said, chance(seed)) for seed in range(6)]
    torch.manual_seed(0)
    network, loss, taken = Network(width=16), Distance(made), batch(made)
    assert taken.counts.sum() == sum(min(len(example.clean), FRAMES) for example in made)
    with torch.no_grad():
        found = network(taken.frames, taken.noted)
        before = loss(found, taken)
        behind = torch.where(taken.counts[..., None] == 1, found, 1e6)
        spread = loss(behind, taken)
    assert torch.isfinite(before)
    assert spread == pytest.approx(float(before), rel=1e-4)
    outcome = train(network, made, made, loss, 0.02, PEAK_RATE)
    assert outcome.steps >= 1
    assert outcome.apart < float(before)


# the acoustic model


def test_the_model_in_torch_scores_as_pocketsphinx_does(said: Speech, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    import pocketsphinx

    from benchmarks.cleaner.acoustic import REACH, AcousticModel, features, model_folder

    clean = examples.example(said, chance()).clean.astype(np.float32)
    decoder = pocketsphinx.Decoder(loglevel="FATAL", lm=None, compallsen=True, pl_window=0, senlogdir=str(tmp_path))
    decoder.config["cmn"] = "none"
    decoder.reinit_feat()
    decoder.add_allphone_file("phonemes", f"{pocketsphinx.get_model_path('en-us')}/en-us-phone.lm.bin")
    decoder.activate_search("phonemes")
    decoder.start_utt()
    decoder.process_cep(clean.tobytes(), full_utt=False)
    decoder.end_utt()
    model = AcousticModel(model_folder())
    senones = len(model.column)
    logged = next(tmp_path.iterdir()).read_bytes()
    rows = np.frombuffer(logged[logged.index(b"endhdr\n") + 11 :], "<i2").reshape(-1, 1 + senones)[:, 1:]
    wanted = rows * -1024.0 * np.log(1.0001)
    at = torch.arange(REACH, len(clean) - REACH)
    with torch.no_grad():
        found = model(features(torch.tensor(clean)[None], torch.zeros_like(at), at))[:, model.column].numpy()
    found = found - found.max(1, keepdims=True)
    near = wanted > -15
    assert np.corrcoef(wanted[near], found[near])[0, 1] > 0.9
    assert np.abs(wanted - found)[near].mean() < 1.2


def test_what_is_understood_is_scored_by_the_sounds_that_were_said(said: Speech) -> None:
    torch = pytest.importorskip("torch")
    from benchmarks.cleaner.acoustic import AcousticModel, Understood, model_folder
    from benchmarks.cleaner.training import batch

    made = [examples.example(said, chance(seed)) for seed in range(4)]
    taken = batch(made)
    loss = Understood(AcousticModel(model_folder()), made)

    def of(found: "torch.Tensor") -> float:
        torch.manual_seed(0)
        return float(loss(found, taken))

    moved = torch.roll(taken.clean, 20, 1)
    assert of(taken.clean) < of(taken.clean + 3 * torch.randn_like(taken.clean)) < of(moved)


def test_only_frames_of_which_something_is_known_are_scored(said: Speech) -> None:
    torch = pytest.importorskip("torch")
    from benchmarks.cleaner.acoustic import REACH, AcousticModel, Understood, model_folder
    from benchmarks.cleaner.training import batch

    made = [examples.example(said, chance(seed)) for seed in range(4)]
    taken = batch(made)
    row, at = Understood(AcousticModel(model_folder()), made)._drawn(taken.said)
    assert (taken.said[row, at] != UNKNOWN).all()
    assert len(set(zip(row.tolist(), at.tolist(), strict=True))) == len(row)
    assert int(at.min()) >= REACH
    assert (taken.said[row, at] == SILENCE).float().mean() < (taken.said[taken.said != UNKNOWN] == SILENCE).float().mean()
    assert isinstance(row, torch.Tensor)


def test_the_rate_rises_then_falls() -> None:
    pytest.importorskip("torch")
    from benchmarks.cleaner.training import WARM_STEPS, rate

    assert rate(0, 0) < 0.1 < rate(WARM_STEPS, 0)
    assert rate(WARM_STEPS, 0) > rate(1000, 0.5) > rate(2000, 0.99)


@pytest.mark.parametrize("options", [["--minutes", "0"], ["--tuning-minutes", "0"], ["--examples", "100"]])
def test_what_cannot_be_trained_is_refused(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["cleaner", *options])
    with pytest.raises(SystemExit):
        command.main()
    assert options[0] in capsys.readouterr().err
