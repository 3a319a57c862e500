"""Plan: says for a machine that may not be here where each stage should run, with what, how fast and at what cost."""
