"""One assistant for many places: satellites in each room, on the engines of one process.

    satellite ──sound, 20 ms frames──▶ FarMicrophone ─▶ ┐
              ◀──sound, events──────── FarSpeaker    ◀─ ┤ Session, on shared Engines
    local microphone and speaker ─────────────────────▶ ┘

A satellite is a microphone and a speaker somewhere else: a session does not know the difference. What crosses the connection is
described in `protocol` and, for programs in other languages, in `protocol.schema.json`. A satellite that is slow, floods or
sends nonsense is cut off (`satellite`), and so many are let in as there are slots (`station`). Programs may be satellites in
the words of OpenAI's Realtime protocol (`realtime`), and Home Assistant may borrow the engines (`wyoming`). Beside that there
are `/healthz`, `/readyz` and `/metrics`, and `/announce` says something in every room.
"""
