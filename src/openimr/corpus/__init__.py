"""Published determinations: read, and one day searched, analysed and replayed."""
