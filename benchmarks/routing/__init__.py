"""Routing: the labelled requests, the training of the task-type classifier, and how well the router chooses."""
