"""Endpoint: when the user began to speak, paused, and is done."""

from voice.endpoint.activity import VoiceActivity
from voice.endpoint.endpointer import Endpointer
from voice.endpoint.shortest import shortest_s
from voice.endpoint.smart_turn import SmartTurn

__all__ = ["Endpointer", "SmartTurn", "VoiceActivity", "shortest_s"]
