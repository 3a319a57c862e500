"""A fleet: machines of one operator that tell a collector how they do, and take signed settings and models in steps.

Summaries go up, models come down; words, names and sound never leave. Nothing is done unless `[fleet]` is set.
"""
