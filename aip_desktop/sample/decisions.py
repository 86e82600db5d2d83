"""The decisions of the sample: a key one in 2021, one that follows it for each option, and a draft."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session

from aip_desktop.calendar import call_in_end, earliest_after_clear_working_days, effective_from
from aip_desktop.domain.decisions.decisions import edit_decision, record_decision
from aip_desktop.domain.decisions.legal_tests import answer_test
from aip_desktop.domain.reference.figures import shipped_figures
from aip_desktop.domain.reference.shipped import bank_holidays, sample_names, shipped_legal_bases
from aip_desktop.models.decisions import DecisionKind, LegalReply
from aip_desktop.sample.diary import IMRAN, RUTH, Entry, Memory
from aip_desktop.sample.roles import SIGNATORY, SIGNATORY_ROLE
from aip_desktop.wording import year_label

AWARD, NEW_AWARD = "award", "new award"
_MAKER = f"{SIGNATORY_ROLE} ({SIGNATORY})"
_CONTACT = f"Ruth Thackray, Learning Inclusion, ruth.thackray@{sample_names().mail_domain}"

NOTICE_ON, REPORT_ON = date(2021, 11, 12), date(2021, 12, 13)


_CLEAR = shipped_figures().value("report_notice", REPORT_ON)
DECIDED_ON = earliest_after_clear_working_days(REPORT_ON, _CLEAR, bank_holidays().days)

# Option -> (reference, the day it was decided, the day it took effect). The third came after the option began.
OPTIONS = {
    1: ("D91204", date(2023, 3, 20), date(2023, 3, 20)),
    2: ("D92377", date(2024, 3, 11), date(2024, 3, 11)),
    3: ("D93518", date(2025, 4, 8), date(2025, 4, 9)),
    4: ("D94660", date(2026, 3, 9), date(2026, 3, 9)),
}
_WHY = {
    1: "Fewer permanent exclusions than in the year before the award, and every return received and scrutinised.",
    2: "Support reached pupils earlier, and the quality assurance visits found providers safe and well led.",
    3: "More pupils returned to a full timetable. Suspensions rose, and each partnership has a plan for them.",
    4: "Support would otherwise stop in the middle of a school year, before a new award can be consulted on.",
}


def entries() -> Iterator[Entry]:
    """Yield every step of every decision, on the day it was taken."""
    yield Entry(NOTICE_ON, RUTH, "Record the notice of the key decision on the award", _notice)
    yield Entry(REPORT_ON, RUTH, "Record the report on the award", _report)
    yield Entry(DECIDED_ON, RUTH, "Record the key decision on the award (D90417)", _decided)
    for option, (reference, _, effective_on) in OPTIONS.items():
        words = f"Record the decision to take up option {option} ({reference})"
        yield Entry(effective_on, IMRAN, words, partial(_option, option))
    yield Entry(date(2026, 11, 9), RUTH, "Draft the key decision on the award from 2027", _new_award)


def _notice(session: Session, memory: Memory) -> None:
    memory.decisions[AWARD] = record_decision(
        session,
        DecisionKind.KEY,
        "Award of cooperation agreements with the Area Inclusion Partnerships from 1 April 2022",
        reference="D90417",
        maker=_MAKER,
        contact=_CONTACT,
        notice_on=NOTICE_ON,
        call_in=True,
        what="To approve a cooperation agreement with each of the five Area Inclusion Partnerships from 1 April "
        "2022 to 31 March 2023, with options to extend each by up to four periods of 12 months.",
        key_reason="Spending of about £5.06 million a year, and an effect in every ward.",
        value=Decimal(5_056_000),
        wards="All",
        portfolio_holder="Executive Member for Children and Families",
        lead_director=_MAKER,
        department="Children and Families",
        exempt=False,
    )


def _report(session: Session, memory: Memory) -> None:
    texts = {
        "reasons": "The present agreements end on 31 March 2022. The partnerships bring together almost every "
        "school in the city, and schools would not each be able to provide what they provide in common.",
        "options_considered": "1. Let the agreements end: rejected, since support for pupils would stop.\n\n"
        "2. Provide the service within the council: rejected, since schools would lose their part in it.\n\n"
        "3. Invite tenders: rejected, since the purpose is cooperation between public bodies.",
        "consultees": "Chairs and leads of the five partnerships; Legal Services; Finance; the executive member "
        "for children’s services.",
        "interests": "None",
        "dispensation": "None",
        "background_papers": "None",
        "author": _CONTACT,
        "about": "The agreements by which the council devolves High Needs Block funding to five partnerships of "
        "schools, so that children at risk of exclusion are kept in good mainstream education.",
        "recommendations": "That the director approves the award of a cooperation agreement with each of the five "
        "partnerships from 1 April 2022, for 12 months with four options of 12 months.",
        "impact": "Every member school has the same access to support, wherever in the city it lies.",
        "consultation": "Consultation with the partnerships on the refreshed terms follows in January and February.",
        "resources": "£5,056,000 a year from the High Needs Block, as set in the annual budget.",
        "legal": "The award rests on cooperation between public bodies, regulation 12(7) of the Public Contracts "
        "Regulations 2015.",
        "risks": "Without agreements, funding would be paid with no terms for reporting or quality assurance.",
        "priorities": "The council’s plan for children: inclusion in mainstream schools near to home.",
        "measures": "Termly returns, scrutinised and fed back to the partnerships, schools and governing bodies.",
        "implementation": "Schools sign in March 2022; the agreements start on 1 April 2022. The head of Learning "
        "Inclusion is responsible.",
        "appendices": "None",
    }
    edit_decision(session, memory.decisions[AWARD], "report_on", REPORT_ON)
    for field, text in texts.items():
        edit_decision(session, memory.decisions[AWARD], field, text)


def _decided(session: Session, memory: Memory) -> None:
    holidays, call_in = bank_holidays().days, shipped_figures().value("call_in", DECIDED_ON)
    dates = {
        "decided_on": DECIDED_ON,
        "published_on": DECIDED_ON,
        "call_in_ends_on": call_in_end(DECIDED_ON, call_in, holidays),
        "effective_on": effective_from(DECIDED_ON, call_in, holidays),
    }
    for field, when in dates.items():
        edit_decision(session, memory.decisions[AWARD], field, when)
    edit_decision(session, memory.decisions[AWARD], "outcome", "Recommendations approved")
    for question in next(basis for basis in shipped_legal_bases() if basis.code == "pcr2015_12_7").tests:
        answer_test(
            session,
            memory.decisions[AWARD],
            question,
            LegalReply.YES,
            "Legal Services, November 2021",
            DECIDED_ON,
        )


def _option(option: int, session: Session, memory: Memory) -> None:
    reference, decided_on, effective_on = OPTIONS[option]
    year = year_label(2022 + option)
    memory.decisions[f"option {option}"] = record_decision(
        session,
        DecisionKind.OPERATIONAL,
        f"Cooperation agreements with the Area Inclusion Partnerships: option {option}, {year}",
        reference=reference,
        maker=_MAKER,
        parent_id=memory.decisions[AWARD],
        report_on=decided_on,
        decided_on=decided_on,
        effective_on=effective_on,
        what=f"To extend the five agreements by 12 months to 31 March {2023 + option}.",
        reasons=_WHY[option],
        key_reason="It follows the key decision D90417, which approved the agreements and their options.",
        options_considered="Not to extend: rejected, since support for pupils would stop. None other.",
        consultees="Chairs and leads of the five partnerships.",
        contact=_CONTACT,
        notes="Published late: the report was held for the final settlement." if option == 3 else "",
        published_on=decided_on,
        value=Decimal(5_056_000),
        wards="All",
        exempt=False,
        interests="None",
        dispensation="None",
        background_papers="None",
        late_reason="The report was held for the final settlement." if option == 3 else "",
    )


def _new_award(session: Session, memory: Memory) -> None:
    memory.decisions[NEW_AWARD] = record_decision(
        session,
        DecisionKind.KEY,
        "Award of cooperation agreements with the Area Inclusion Partnerships from 1 April 2027",
        maker=_MAKER,
        contact=_CONTACT,
        call_in=True,
        what="To approve a new cooperation agreement with each of the five partnerships from 1 April 2027.",
        key_reason="Spending of about £5.6 million a year, and an effect in every ward.",
        options_considered="To be written with the chairs and leads in December.",
        notes="The last option ends on 31 March 2027. Legal to confirm the basis.",
    )
