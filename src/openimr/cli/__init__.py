"""The `openimr` command: parses words, calls one service, shapes the answer. No rule lives here."""
