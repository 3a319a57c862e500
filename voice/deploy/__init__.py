"""Deploy: engines on machines of their own, for any number of assistants."""
