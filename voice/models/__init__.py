"""Fetches the weights that engines load, checks them and keeps them in versions.

An engine asks for the model that the user named: `voice.models.store.resolve("whisper-base.en")` is where its files are.

huggingface_hub's own cache (2.4, `snapshot_download`) was weighed in place of these files: a download cut off at 4 of 5 MB
began again from nothing, wrong bytes of the right length were accepted and never mended, and it knows neither pins nor which
version serves. It would save about 90 lines of fetching and linking and need as many for the checks.
"""
