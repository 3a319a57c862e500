"""When a turn is over: pauses behind the wake word, short commands, hesitant speech; natural and robotic voices."""
