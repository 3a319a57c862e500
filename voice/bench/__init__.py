"""Measures this machine against the latency budget, and compares measurements. `voice bench` is its command."""
