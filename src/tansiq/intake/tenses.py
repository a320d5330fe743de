"""Whether a sentence tells what is to come or what was.

Promises: by words of the lexicon, and where an accent alone tells them (`será`, `era`) by the words
as they are written.
"""

from tansiq.intake.lexicon import lexicon
from tansiq.intake.texts import Sentence


def to_come(sentence: Sentence, start: int = 0, end: int | None = None) -> bool:
    """Whether a stretch of a sentence holds a word of the future."""
    lex, last = lexicon(sentence.language), len(sentence.plain) if end is None else end
    if lex.words("tense", "future").search(sentence.plain, start, last):
        return True
    return lex.written("tense", "seen").search(sentence.shape, start, last) is not None
