"""What takes the rest from the request before: answers, corrections, "and in Paris?", "the other one", "cancel that"."""
