"""How well copies are de-identified: a labelled set, and presidio on the same set."""
