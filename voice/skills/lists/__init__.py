"""Shopping, to-do and other lists: what is said of them, and what is on them."""
