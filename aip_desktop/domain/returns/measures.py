"""What a return asks for: measures in force by date, their sections, and what does not add up among the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aip_desktop.domain.reference.shipped import MeasureRule, shipped_measures
from aip_desktop.wording import number


@dataclass(frozen=True, slots=True)
class Answer:
    """One measure with its answer. Blank is no number and no words; nought is an answer."""

    measure_id: str
    code: str
    section: str
    label: str
    unit: str
    required: bool
    number: int | None  # a count, or half-days
    words: str
    before: int | None  # the same measure in the term before

    @property
    def is_given(self) -> bool:
        """Whether there is an answer."""
        return self.number is not None or bool(self.words)


def is_required(code: str) -> bool:
    """Tell whether a measure must be answered; one that does not ship with the program need not."""
    return any(measure.code == code and measure.required for measure in shipped_measures().measures)


def guidance(section: str) -> str:
    """Return what the section with this heading is about."""
    return next(
        (
            each_section.guidance
            for each_section in shipped_measures().sections
            if each_section.label == section
        ),
        "",
    )


# What does not add up -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Remark:
    """What does not add up in a section, in a sentence."""

    section: str
    sentence: str


def remarks(answers: Sequence[Answer], before: Mapping[str, int | None] | None = None) -> tuple[Remark, ...]:
    """Return what does not add up among the answers (29, 30, 32, 34), and where a term does not open as the last one
    closed; ``before`` holds the figures of that term. Nothing is said of a sum with a blank in it.
    """
    by_code = {answer.code: answer for answer in answers}
    numbers = {code: answer.number for code, answer in by_code.items()}
    broken = [
        Remark(by_code[rule.left[0]].section, _with_figures(rule, by_code))
        for rule in shipped_measures().rules
        if rule.is_broken(numbers)
    ]
    return (*broken, *_not_carried(by_code, before or {}))


def _with_figures(rule: MeasureRule, by_code: Mapping[str, Answer]) -> str:
    """Return the sentence of a rule with both sums, unless they are in different units."""
    if len({by_code[code].unit for code in (*rule.left, *rule.right)}) > 1:
        return rule.sentence
    left, right = (sum(by_code[code].number or 0 for code in side) for side in (rule.left, rule.right))
    return f"{rule.sentence} Here it is {number(left)} against {number(right)}."


def _not_carried(by_code: Mapping[str, Answer], before: Mapping[str, int | None]) -> list[Remark]:
    names = []
    for measure in shipped_measures().carried:
        start, closed = by_code.get(measure.start), before.get(measure.end)
        if start is not None and start.number is not None and closed not in (None, start.number):
            sentence = (
                f"{start.label}: {number(start.number)} here, but last term ended with {number(closed or 0)}. "
                "Correct it, or say why in words."
            )
            names.append(Remark(start.section, sentence))
    return names
