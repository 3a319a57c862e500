"""What Home Assistant finds here by the Wyoming protocol: wake word, transcription, speech and answers, by the loaded engines.

    Home Assistant ──events──▶ Door ─▶ Caller ─▶ Transcribing, Detecting (`hearing`)
                   ◀─events──────────┘        ─▶ `speaking`, Conversations (`answering`)

The protocol has neither password nor encryption: the door is open to this machine, or to the home network, as it is set.
"""
