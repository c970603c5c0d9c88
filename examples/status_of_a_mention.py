"""Ask whether something that a note mentions is so; the words need not be in any lexicon."""

from __future__ import annotations

import openimr

SENTENCES = [
    ("The patient denies chest pain.", "chest pain"),
    ("Mother had diabetes.", "diabetes"),
    ("Possible meniscal tear on the left.", "meniscal tear"),
    ("Return at once if fever develops.", "fever"),
    ("Status post lumbar fusion in 2009.", "lumbar fusion"),
    ("Antalgic gait.", "Antalgic gait"),
]


def main() -> None:
    """One line a mention."""
    for sentence, words in SENTENCES:
        start = sentence.index(words)
        print(f"{openimr.status(sentence, start, start + len(words)):13} {sentence}")


if __name__ == "__main__":
    main()
