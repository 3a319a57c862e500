"""Answer: a skill or a tier makes the reply's text, streamed."""
