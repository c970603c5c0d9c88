"""Published determinations, one file per layout: `read_letter` gives the determination that a letter states.

In: the pages of one letter. Out: a `Determination` with status "published", and a problem for each part
that it lacks. It never guesses a date, a decision or a name, and never reads a file.
"""

from openimr.corpus.publishers.layouts import LETTER_ID, LetterReading, read_letter, study_letter
from openimr.corpus.publishers.pages import pdf_pages, text_pages

__all__ = ["LETTER_ID", "LetterReading", "pdf_pages", "read_letter", "study_letter", "text_pages"]
