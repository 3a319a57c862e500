"""Timers, alarms and reminders: what is said of them, those that are set, and their ringing."""
