"""The door for programs that speak OpenAI's Realtime protocol: speech in, speech out, and interruption.

    program ──input_audio_buffer.append──▶ FarMicrophone ─▶ ┐
            ◀──response.output_audio.delta── Replies     ◀─ ┤ Session, without a wake word
            ◀──speech_started, transcription, …──────────── ┘

It is a satellite in other words (`voice.serve.satellite`). The program decides when to send; when somebody has finished, and
what interrupts a reply, is decided here as in any other room.
"""
