"""Wyoming: the protocol of Home Assistant's voice services, for what is asked of others and for what others ask here.

An event is a line of JSON, perhaps more JSON, perhaps sound: https://github.com/OHF-Voice/wyoming. The package of that name has
a class for each event; how much of one is read is bounded in `wire`.
"""
