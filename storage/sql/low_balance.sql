-- The notice of a low balance. Read by members/low_balance.py.

-- name: claim(user_id, at)$
-- The balance, when it is to be told now; and noted as told in the same breath, so that of two who ask one tells it.
UPDATE foodcard_users
SET balance_alert_sent = TRUE, last_alert_at = :at
WHERE user_id = :user_id
    AND status = 'ACTIVE'
    AND balance < balance_alert_threshold
    AND NOT balance_alert_sent
    AND (last_alert_at IS NULL OR last_alert_at <= (:at)::timestamptz - interval '24 hours')
RETURNING balance;
