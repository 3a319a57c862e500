"""Recorded: a session on disk, with all that came to it from outside, and the same session again from there.

A session is recorded at its borders: whatever it asks of its engines, its microphone and its speaker goes through an object
of `border`, which writes down what came back and when. The clock stands still between two such arrivals (`voice.clock`), so
the same session comes out when `again` hands it the same arrivals: no engine, no model and no device is there.

    session.json   settings without secrets, versions, and what the session began with
    tape.jsonl     what arrived, and the events, one line each
    frames.pcm     the sound that was heard: int16, 16 kHz, mono
    voice.pcm      the sound that was said: int16, at the voice's rate
    state/         timers, lists and past latencies, as they were at the start
"""
