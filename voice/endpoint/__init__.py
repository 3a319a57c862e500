"""Endpoint: when the user began to speak, paused, and is done."""

from voice.endpoint.activity import VoiceActivity
from voice.endpoint.completeness import judged
from voice.endpoint.endpointer import Endpointer
from voice.endpoint.smart_turn import SmartTurn
from voice.endpoint.wait import finished, may_hurry
from voice.endpoint.whole import odds

__all__ = ["Endpointer", "SmartTurn", "VoiceActivity", "finished", "judged", "may_hurry", "odds"]
