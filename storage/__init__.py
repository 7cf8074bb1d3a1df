"""What the service remembers: one SQLite file, one writer, one place per thing remembered.

`Database` opens the file; a `Transaction` has one attribute per room (inbox, outbox, cases, …).
Nothing here knows the bot, the law or the languages; times are float seconds UTC and are given by the caller.
"""
