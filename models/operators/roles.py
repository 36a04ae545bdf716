"""What somebody is to the console. Which pages that opens, the pages say."""

from enum import StrEnum


class Role(StrEnum):
    """One person has one."""

    ENGINEER = "engineer"  # talks with callers
    SUPERVISOR = "supervisor"  # watches the floor
    AUDITOR = "auditor"  # judges what was done, changes nothing
    ADMINISTRATOR = "administrator"  # keeps the accounts, sees no customer
