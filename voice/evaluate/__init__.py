"""Evaluate: how well a tier answers the user's own questions, and when its answer is worth a second one.

    queries ─▶ trial (ask, judge) ─▶ score: share, interval, threshold
"""
