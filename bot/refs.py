"""What the `ref` of an outbox row says of it: that it waits for words, or whom alone it is meant for."""

PROMPT = "prompt."
"""How the `ref` of a message begins that waits for a reply in words."""
LANDLORD = "bailleur"
"""The `ref`, or after `PROMPT` its beginning, of what is meant for the landlord of a case: nothing else may
go there.
"""
