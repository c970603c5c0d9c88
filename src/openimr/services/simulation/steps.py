"""Everything that can happen to a simulated case, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openimr.services.simulation import before_review, in_review
from openimr.services.simulation.scene import Scene

STEPS: Mapping[str, Callable[[Scene], None]] = {
    act.__name__: act
    for act in (
        before_review.arrive,
        before_review.screen,
        before_review.answer,
        before_review.give_up_answer,
        before_review.resolve,
        before_review.appeal_ineligibility,
        before_review.reverse_ineligibility,
        before_review.consolidate,
        before_review.assign,
        before_review.records,
        before_review.close_records,
        before_review.withdraw,
        before_review.authorize,
        before_review.change_administrator,
        before_review.certify,
        in_review.appoint,
        in_review.add_records,
        in_review.review,
        in_review.information,
        in_review.give_up_information,
        in_review.correct,
        in_review.implement,
        in_review.publish,
        in_review.appeal,
        in_review.order,
    )
}
"""Each carries out real commands and says what comes of it, and when."""
