"""The permanence's side of the conversation. Pure: no clock, no network, no database."""
