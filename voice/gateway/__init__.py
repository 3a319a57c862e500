"""The gateway answers programs that speak the OpenAI protocol with whoever the router chooses.

    request ─▶ auth ─▶ route ─▶ skill | tiers ─▶ document or stream, the decision in its headers

The parts are the assistant's own: router, skills, tiers behind their guards, budget, trace. What differs from a spoken turn:

- The conversation is the client's. Its system lines take the place of the assistant's prompt, which is not sent; they are
  looked at for private data like all other lines.
- Model "voice" is the router's choice, any other is the name of a tier, which is then asked alone. Skills answer for "voice"
  where the program has set no task of its own: no system line, no tools.
- Tools are the client's: a tier with `tools = true` may call them, the calls come back to the client, the skills are not
  offered beside them. The next request, with the results, is routed by the same question.
- `max_tokens` and `temperature` reach the tier, `stop` is applied here. What else would change the answer is refused;
  what would not is ignored.
- A reply that breaks off goes on with the next tier; where there is none it is an error, not an apology.
- Headers: x-voice-tier, -answered-by, -reason, -private (kinds), -fallbacks (tiers asked, in order), -trace-id, and, where
  the reply is not streamed, -cost-usd. In a stream the cost is `cost_usd` in the usage of its last chunk, which the client
  asks for with `stream_options = {"include_usage": true}`. Tokens are those of the tier that answered; the cost counts all.
"""
