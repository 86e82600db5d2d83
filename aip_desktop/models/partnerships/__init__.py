"""Partnerships: their member schools by date, the roles people hold, and the school that hosts the money."""

from aip_desktop.models.partnership_list import PartnershipGap, PartnershipLine, PartnershipList
from aip_desktop.models.partnerships.holding import (
    add_role,
    edit_role,
    end_role,
    remove_host,
    remove_role,
    set_host,
    set_role_days,
)
from aip_desktop.models.partnerships.joining_leaving import (
    assign_schools,
    current_memberships,
    end_membership,
    remove_membership,
    set_joined_on,
)
from aip_desktop.models.partnerships.listing import partnership_list
from aip_desktop.models.partnerships.particulars import add_partnership, edit_partnership, retire_partnership
from aip_desktop.models.partnerships.records import (
    CHAIR,
    LEAD,
    Host,
    Membership,
    Partnership,
    Role,
    get_partnership,
    holder,
    host_on,
    live_partnerships,
    members_on,
    on,
)
from aip_desktop.models.partnerships.statements import (
    HostLine,
    MemberLine,
    PartnershipCard,
    RoleLine,
    partnership_card,
    partnership_lines,
)

__all__ = [
    "CHAIR",
    "LEAD",
    "Host",
    "HostLine",
    "MemberLine",
    "Membership",
    "Partnership",
    "PartnershipCard",
    "PartnershipGap",
    "PartnershipLine",
    "PartnershipList",
    "Role",
    "RoleLine",
    "add_partnership",
    "add_role",
    "assign_schools",
    "current_memberships",
    "edit_partnership",
    "edit_role",
    "end_membership",
    "end_role",
    "get_partnership",
    "holder",
    "host_on",
    "live_partnerships",
    "members_on",
    "on",
    "partnership_card",
    "partnership_lines",
    "partnership_list",
    "remove_host",
    "remove_membership",
    "remove_role",
    "retire_partnership",
    "set_host",
    "set_joined_on",
    "set_role_days",
]
