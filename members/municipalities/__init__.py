"""What municipalities say of their meal cards: limits, hours, goods, each with its source.

`rules` finds one municipality in ``data/municipalities.yml``; `check` says what is wrong with that file, line by line,
for whoever edits it.
"""

from members.municipalities.file import FileFault, MunicipalitiesError, check, load
from members.municipalities.finding import rules
from members.municipalities.rules import Fact, Limit, Rules

__all__ = ["Fact", "FileFault", "Limit", "MunicipalitiesError", "Rules", "check", "load", "rules"]
