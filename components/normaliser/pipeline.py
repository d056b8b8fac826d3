"""The steps of normalising, in the order each needs."""

from __future__ import annotations

from components.normaliser.clean import clean, tidy_blanks
from components.normaliser.feelings import feelings
from components.normaliser.jamo import mend_jamo
from components.normaliser.language import language
from components.normaliser.profanity import mask_profanity
from components.normaliser.qwerty import mend_qwerty
from components.normaliser.repeats import fold_repeats
from components.normaliser.result import Normalised
from components.normaliser.slips import mend_slips
from components.normaliser.spacing import repair_blanks


def normalise(text: str) -> Normalised:
    """Normalise a message of any content and length; about linear in its length.

    Length is not checked here: the channel refuses more than 500 characters before (specification §2.1.2).
    """
    aligned = clean(text)
    felt = feelings(aligned.text)
    aligned = mend_qwerty(aligned)
    aligned = mend_jamo(aligned)
    aligned = fold_repeats(aligned)
    aligned = mend_slips(aligned)
    aligned, profanity = mask_profanity(aligned)
    aligned = tidy_blanks(repair_blanks(aligned))
    return Normalised(
        raw=text,
        text=aligned.text,
        offsets=tuple(aligned.offsets),
        language=language(aligned.text),
        profanity=profanity,
        feelings=felt,
    )
