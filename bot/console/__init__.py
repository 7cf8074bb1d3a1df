"""The same conversation in a terminal, both sides visible, for the demo and for trying content.

It stands in for Telegram: it makes updates of the same JSON shape, and carries the same outgoing calls.
"""
