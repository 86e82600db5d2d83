"""What partnerships write in the returns of the sample: short, about groups and work, never about one pupil."""

from random import Random

_PROGRESS = (
    "The primary panel met five times and agreed a plan for every referral on the day it was heard.",
    "Two groups for pupils new to Year 7 ran in our larger secondary schools. Mornings are said to be calmer.",
    "Forty staff from twelve schools came to the training on trauma and attachment. Places ran out within a week.",
    "Schools now refer earlier: more than half of new referrals were at level 1.",
    "All pupils who came back from alternative provision had a named adult from their first day.",
    "Our outreach teachers were in schools for 61 days this term, mostly in Key Stage 2.",
    "The shared reintegration room at the host school opened after half-term and is in use every day.",
    "Mentoring in Years 5 and 6 has been well received. Attendance in the group rose by about four points.",
    "We agreed one form for managed moves with all our secondary schools: families are asked everything once.",
    "Link meetings with the educational psychologists started, and have shortened the wait for advice.",
    "Governors of eleven schools came to the evening on suspensions and the law.",
    "The Year 9 pathway with the city college took its first group.",
)
_CHALLENGES = (
    "Suspensions for persistent disruption are rising in Years 8 and 9. Three schools work with us on routines.",
    "Waiting times for assessment are long, and schools ask us to hold pupils in the meantime.",
    "We could not fill a post of outreach teacher at level 2 and have used agency staff.",
    "Two providers raised their prices in the middle of the year.",
    "Part-time timetables remain a worry. We review each of them every six weeks.",
    "Referrals from Reception and Year 1 have doubled in two years, and our staff are trained for older pupils.",
    "Transport to provision across the city takes some pupils more than an hour each way.",
    "One school had three heads of year leave at once, and its managed moves had to wait.",
)
_NEXT = (
    "A second reintegration room, if a member school can find the space.",
    "Joint training with the neighbouring partnership on speech and language.",
    "Visits to all providers before the end of term.",
    "A review of level 3 support with heads, and a paper to the board in half a term.",
    "Transition work for Year 6 to begin a month earlier than last year.",
    "To ask pupils and parents what helped, and to change the offer by what they say.",
    "To bring two schools that seldom refer into the panel as observers.",
    "A summer programme for pupils moving to secondary school.",
)


def narratives(chance: Random) -> dict[str, str]:
    """Return answers to the three questions that ask for words."""
    progress = "\n\n".join(chance.sample(_PROGRESS, 2))
    return {
        "narrative_progress": progress,
        "narrative_challenges": chance.choice(_CHALLENGES),
        "narrative_next": chance.choice(_NEXT),
    }
