"""Refusals: what nobody here can do is refused for the right reason, without a language model to ask."""
