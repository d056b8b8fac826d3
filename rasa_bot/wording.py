"""Every sentence the Rasa server itself says: refusals and apologies. Dialogue is worded in domain.yml and actions/.

They stand in Python because they are said when no model, and so no domain, is there, and this room does not read the
actions' texts. `actions.wording.lint` reads them with the others.
"""

from __future__ import annotations

from typing import Any

import orjson

__all__ = ["RETRY_INTENT", "apology", "refusal"]

RETRY_INTENT = "retry"
"""Payload ``/retry{"text": "…"}``: what was typed, to be sent once more. Handled by `rasa_bot.incoming`."""

_REFUSALS = {
    "bad_frame": "메시지를 읽지 못했어요. 다시 보내 주세요.",
    "bad_metadata": "함께 보낸 정보를 읽지 못했어요. user, location, now만 쓸 수 있어요.",
    "bad_id": "메시지 번호가 이상해요. 화면을 새로 고친 뒤 다시 보내 주세요.",
    "bad_now": "시각을 읽지 못했어요. 2026-11-24T12:10:00+09:00처럼 시간대까지 적어 주세요.",
    "bad_payload": "이 버튼은 지금 쓸 수 없어요. 하고 싶은 말을 직접 써 주세요.",
    "bad_place": "위치를 읽지 못했어요. 동네 이름으로 골라 주세요.",
    "bad_sender": "보낸 사람을 알 수 없어요. sender에 100자 안의 이름을 적어 주세요.",
    "bad_token": "지난 대화를 이어 갈 수 없어서 새로 시작해요.",
    "empty": "글자가 안 보여요. 먹고 싶은 것이나 예산을 말해 주세요.",
    "forbidden": "다른 사람의 대화는 볼 수 없어요. 화면을 새로 고쳐 주세요.",
    "hello_first": "연결이 아직 준비되지 않았어요. 화면을 새로 고쳐 주세요.",
    "not_json": "메시지를 읽지 못했어요. 다시 보내 주세요.",
    "not_found": "그런 주소는 없어요.",
    "pretence_forbidden": "사람, 위치, 시각을 꾸며 보내는 것은 개발 모드에서만 할 수 있어요.",
    "rate_limited": "메시지가 너무 빨라요. 조금만 쉬었다가 다시 보내 주세요.",
    "too_large": "메시지가 너무 커요. 짧게 나누어 보내 주세요.",
    "too_long": "메시지가 너무 길어요. {max_chars}자 안으로 줄여서 다시 보내 주세요.",
    "unavailable": "지금은 연결할 수 없어요. 잠시 뒤에 다시 시도해 주세요.",
    "unknown_person": "그런 체험용 사용자가 없어요. 목록에서 다시 골라 주세요.",
}

_APOLOGIES = {
    "action_failed": "지금 가게 정보를 불러오지 못했어요. 미안해요. 잠시 뒤에 다시 시도해 주세요.",
    "no_reply": "제가 답을 찾지 못했어요. 미안해요. 다르게 말해 주거나 다시 시도해 주세요.",
    "too_slow": "답이 너무 오래 걸려서 멈췄어요. 미안해요. 다시 한 번 시도해 주세요.",
    "failed": "지금 대답하기 어려워요. 미안해요. 잠시 뒤에 다시 시도해 주세요.",
}


def refusal(code: str, **facts: object) -> str:
    """The sentence for a refusal's ``code``.

    Raises:
        KeyError: no such code.
    """
    return _REFUSALS[code].format(**facts)


def apology(reason: str, said: str | None, *, is_payload: bool) -> dict[str, Any]:
    """A bot message that says sorry, with a button that sends ``said`` (typed text, or a payload) once more.

    Raises:
        KeyError: no such reason.
    """
    message: dict[str, Any] = {"text": _APOLOGIES[reason]}
    if said:
        payload = said if is_payload else f"/{RETRY_INTENT}{orjson.dumps({'text': said}).decode()}"
        message["buttons"] = [{"title": "다시 시도", "payload": payload}]
    return message
