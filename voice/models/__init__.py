"""Models: the weights that engines load, fetched once, checked, kept in versions.

An engine asks for the model that the user named: `voice.models.store.resolve("whisper-base.en")` is where its files are.
"""
