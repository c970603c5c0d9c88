"""Working with words: mended text whose every character still knows its page, dates, term lists."""
