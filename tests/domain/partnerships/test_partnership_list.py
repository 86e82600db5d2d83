"""The list of partnerships says until when it holds, and holds until then."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from aip_desktop.domain.partnerships.membership_import import school_lines
from aip_desktop.domain.partnerships.page import partnership_card, partnership_lines
from aip_desktop.domain.partnerships.partnership_list import partnership_list
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Host, KnownRole, Membership, Partnership, Role
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File

START = date(2023, 10, 4)
DAYS = 45


def spans(chance: random.Random) -> tuple[date, date | None]:
    first = START + timedelta(days=chance.randrange(-20, DAYS))
    return first, None if chance.random() < 0.3 else first + timedelta(days=chance.randrange(30))


def fill(session: Session, chance: random.Random) -> None:
    schools = [School(urn=900001 + k, name=f"School {k}", pupils=100 + k) for k in range(8)]
    schools[7].status = "closed"
    session.add_all(schools)
    session.flush()
    partnerships = live(session, Partnership)
    for school in schools[:6]:
        first, last = spans(chance)
        there = chance.choice(partnerships).id
        session.add(Membership(school_id=school.id, partnership_id=there, joined_on=first, left_on=last))
    for partnership in partnerships[:3]:
        first, last = spans(chance)
        kind = chance.choice((KnownRole.CHAIR, KnownRole.LEAD))
        session.add(
            Role(partnership_id=partnership.id, kind=kind, person="A. Person", from_on=first, to_on=last)
        )
        first, last = spans(chance)
        session.add(Host(partnership_id=partnership.id, school_id=schools[0].id, from_on=first, to_on=last))


def test_it_holds_until_the_day_it_says_and_no_day_changes_it_unsaid(new_file: File) -> None:
    with new_file.act("Fill") as session:
        fill(session, random.Random(7))
    turned = 0
    with new_file.reading() as session:
        found = [partnership_list(session, START + timedelta(days=k)) for k in range(DAYS)]
    for today, tomorrow in pairwise(found):
        if today.until is None or tomorrow.as_at < today.until:
            assert replace(today, as_at=tomorrow.as_at) == tomorrow
        else:
            assert today.until == tomorrow.as_at
            turned += 1
    assert turned > 5


def test_it_says_what_the_lines_the_cards_and_the_schools_say(new_file: File) -> None:
    with new_file.act("Fill") as session:
        fill(session, random.Random(8))
    with new_file.reading() as session:
        found = partnership_list(session, START)
        assert found.lines == partnership_lines(session, START)
        cards = [partnership_card(session, line.id, START) for line in found.lines]
        assert {gap.id: gap.missing for gap in found.gaps} == {
            card.id: card.missing for card in cards if card.missing
        }
        schools = [line for line in school_lines(session, START) if line.is_open]
        assert found.open_schools == len(schools) == 7
        assert found.in_none == sum(not line.partnership_id for line in schools)
