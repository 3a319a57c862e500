"""Remote: engines elsewhere that are asked by OpenAI's protocol: `/audio/transcriptions` and `/audio/speech`."""
