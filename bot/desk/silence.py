"""What silence makes of a case, counted in sessions held and not in hours."""

from typing import Literal

from bot.desk.case import Case

Verdict = Literal["nothing", "unclaimed", "hand_back"]


def verdict(case: Case) -> Verdict:
    """What is done with a case when a session has gone by and nothing was done with it.

    Nobody took it: it goes back to the head of the queue. Somebody took it and did nothing: it is handed
    back. One whose appointment is still to come waits for that, and a closed one for nothing.
    """
    if case.state == "closed":
        return "nothing"
    if case.state == "waiting":
        return "unclaimed"
    return "nothing" if case.will_meet else "hand_back"
