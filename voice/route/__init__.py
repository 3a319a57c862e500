"""Route: who answers, and why.

    skill                             does it at home, without any tier; what the others say nobody waits for then
    privacy ─ policy ─ availability   remove tiers, whatever the rest says
    size ─ task type ─ latency        choose among what is left: the first that decides wins

Each signal is a pure function in the file of its name. What they need of the world (what is private, which tier is up, how
long it takes, what it costs) is passed in.
"""

from voice.route.router import Known, Router

__all__ = ["Known", "Router"]
