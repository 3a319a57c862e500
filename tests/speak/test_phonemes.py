import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.speak.sound import FIXTURES
from voice.speak import espeak, phonemes

WORDS = (
    "Hello? Yes, the end; of it. Near the oil, a pure tour: button kitten little bottle! Mountain water, better church judge"
    " thing this measure boat go high now boy day fire layer loch façade. It's 7:30, 1,234.5 metres (about) quoted data/room"
)

PROBE = """
import sys
sys.path.insert(0, sys.argv[1])
import socket
def refused(*args, **kwargs): raise AssertionError("the network was asked")
socket.socket.connect = socket.getaddrinfo = refused
from voice.speak import espeak, phonemes
with espeak.LOCK:
    print(phonemes.source(), phonemes.english(british=False)("Hello zyxgrapher."))
"""


@pytest.mark.parametrize(
    ("ipa", "british", "expected"),
    [
        ("həlˈə^ʊ ðˈe^ə", True, "həlˈQ ðˈɛː"),
        ("həlˈo^ʊ lˈɑːɹd^ʒɚ", False, "həlˈO lˈɑɹʤəɹ"),
        ("bˈʌʔn\u0329", False, "bˈʌtn"),
        ("t^ʃˈa^ɪld", True, "ʧˈIld"),
    ],
)
def test_espeaks_sounds_become_those_that_the_model_knows(ipa: str, british: bool, expected: str) -> None:
    assert phonemes.from_espeak(ipa, british) == expected


@pytest.mark.parametrize("british", [True, False])
def test_it_pronounces_as_misakis_fallback_does(british: bool) -> None:
    misaki = pytest.importorskip("misaki.espeak")
    with espeak.LOCK:
        by_misaki, ours = misaki.EspeakFallback(british), phonemes.with_espeak(british)
        for word in WORDS.split():
            assert ours(word) == by_misaki(SimpleNamespace(text=word))[0]


@pytest.mark.parametrize("british", [True, False])
def test_every_symbol_is_one_of_the_models(british: bool) -> None:
    pytest.importorskip("phonemizer")
    known = set(json.loads((FIXTURES / "kokoro" / "config.json").read_text(encoding="utf-8"))["vocab"])
    with espeak.LOCK:
        said = phonemes.with_espeak(british)(WORDS)
    assert len(said) > len(WORDS) / 2
    assert set(said) <= known


def test_nothing_is_logged_about_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("phonemizer")
    with espeak.LOCK:
        phonemes.with_espeak(british=True)("It is what it is, for the time of the day.")
    assert caplog.records == []


@pytest.mark.slow
def test_misakis_dictionary_is_used_where_its_model_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("misaki.en")
    spacy = pytest.importorskip("spacy")
    model = spacy.blank("en")
    for pipe in ("tok2vec", "tagger"):
        model.add_pipe(pipe)
    model.get_pipe("tagger").add_label("NN")
    model.initialize()
    package = tmp_path / phonemes.DICTIONARY
    package.mkdir()
    model.to_disk(package / "data")
    (package / "__init__.py").write_text(
        "from pathlib import Path\nimport spacy\n"
        "def load(**options): return spacy.load(Path(__file__).parent / 'data', **options)\n"
    )
    described = tmp_path / f"{phonemes.DICTIONARY}-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {phonemes.DICTIONARY}\nVersion: 1.0\n")
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", PROBE, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("misaki həlˈO zˈɪ")
