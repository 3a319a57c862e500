"""How well the assistant listens: on speech it was not tuned on, through the product's own objects."""
