"""Echo: how well the assistant hears while it speaks, in rooms whose every sound is known."""
