"""The line from a case file to a letter, one folder a stage."""
