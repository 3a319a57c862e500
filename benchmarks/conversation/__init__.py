"""Voice to voice on the real audio path: this assistant, with drafts or budget actions on or off, and Pipecat beside it."""
