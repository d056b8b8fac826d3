"""What is said when something of ours failed."""

from __future__ import annotations

from typing import Final

__all__ = ["RETRY", "text"]

RETRY: Final = "다시 해 보기"


def text() -> str:
    """The apology; nothing technical, and what to do now."""
    return "미안해요, 지금 정보를 불러오지 못했어요. 잠시 뒤에 아래 버튼을 눌러 다시 해 주세요."
