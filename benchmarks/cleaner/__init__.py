"""How the network of `voice.transcribe.cleaner` is trained: made speech, noise and rooms, and what pocketsphinx should hear.

The shipped weights learnt from 9600 such examples in 22 minutes of two busy cores: not quite 4000 steps, to a
loss of 0.53 on the examples kept apart.
"""
