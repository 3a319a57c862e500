"""What replies begun in the wait hide, as the command in virtual time tells it."""

import json

import pytest

from benchmarks import ahead_virtual


def test_the_first_token_is_hidden_in_the_wait_and_nothing_is_without(capsys: pytest.CaptureFixture[str]) -> None:
    ahead_virtual.main()
    told = json.loads(capsys.readouterr().out)
    begun, waited = told["home"], told["never"]
    assert begun["turns"] == waited["turns"] == 16
    assert begun["first_token"]["share"] >= 0.5
    assert waited["first_token"]["share"] == 0.0
    assert waited["drafts"]["made"] == 0
    assert begun["drafts"]["hits"] < begun["drafts"]["made"], "some of them paused in the middle"
    for kind in ("skills", "device"):
        assert begun["voice_to_voice_ms"][kind]["p50"] <= waited["voice_to_voice_ms"][kind]["p50"]
    assert begun["voice_to_voice_ms"]["device"]["p50"] < waited["voice_to_voice_ms"]["device"]["p50"] - 150
