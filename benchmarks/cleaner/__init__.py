"""How the network of `voice.transcribe.cleaner` is trained: made speech, noise and rooms, and what pocketsphinx should hear.

The shipped weights learnt clean cepstra in not quite 4000 steps, to a loss of 0.53 on examples kept apart; then, in 1900
more, the senones that were said, to a cross entropy of 4.57; and were mixed from both as `__main__.SHARE` has it.
"""
