"""Measures how well a tier answers the user's own questions, and when a larger tier should answer instead.

    queries ─▶ trial (ask, judge) ─▶ score: share, interval, threshold
"""
