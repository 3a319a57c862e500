"""Measurements of the assistant on speech it has not seen.

Each command's last line on stdout is one JSON document; what is for people goes to stderr.
"""
