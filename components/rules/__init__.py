"""Rule extractors: exact readings of what has a closed form (money, time, people, distance, diet, …).

Each module has one pure function ``extract(text) -> list[Found]`` over normalised text; `extract_all` runs them and
settles overlaps. The graph component that writes message entities is `components.rules.component.RuleExtractor`. The
label guide says what each entity is and where its span ends.
"""

from components.rules.found import Found, Value
from components.rules.resolve import extract_all

__all__ = ["Found", "Value", "extract_all"]
