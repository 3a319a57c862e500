"""Ways to read a request that no sentence knows as it is: slips, typing mistakes, other words, several in one breath."""
