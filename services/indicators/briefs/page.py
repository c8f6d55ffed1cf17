"""A brief as a page that refers to nothing outside: A4, one page. Pure."""

from __future__ import annotations

from datetime import date, tzinfo
from functools import partial
from typing import Any

from libs.kit import clock
from services.indicators.briefs.words import WORDS
from services.indicators.printing import words
from services.indicators.printing.page import filled
from services.indicators.printing.words import WORDS as WORDS_OF_FIGURES

Data = dict[str, Any]


def html(facts: Data, zone: tzinfo, language: str) -> str:
    """Return the page of a brief's facts."""
    said = WORDS[language]

    def moment(text: str) -> str:
        return words.moment(clock.from_text(text).astimezone(zone), language)

    def day(text: str) -> str:
        return words.day(date.fromisoformat(text), language)

    this = date.fromisoformat(facts["day"])
    return filled(
        "brief.html",
        facts=facts,
        words=said,
        counted=partial(words.counted, said),
        language=language,
        weekday=said["days"][this.weekday()],
        moment=moment,
        day=day,
        period=lambda text: words.period(text, language),
        amount=lambda value, one: words.with_unit(
            words.number(value, one["decimals"], language), one["unit"]
        ),
        apart=lambda value, one: words.with_unit(
            words.number(value, one["decimals"], language),
            WORDS_OF_FIGURES[language]["points"] if one["unit"] == "%" else one["unit"],
        ),
        titled=lambda one: (language == "en" and one.get("title_en")) or one["title"],
    )
