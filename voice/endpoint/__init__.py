"""Endpoint: when the user began to speak, paused, and is done."""

from voice.endpoint.activity import VoiceActivity
from voice.endpoint.endpointer import Endpointer

__all__ = ["Endpointer", "VoiceActivity"]
