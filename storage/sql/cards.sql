-- The mirror of the card system. Only its sync (and the demo people) write here.

-- name: read(user_id, day, month_start)^
-- The card and what was spent on the day and in its month so far.
SELECT c.balance, c.daily_limit, c.monthly_limit, c.per_meal_limit, c.status, c.municipality, c.age_group,
       c.balance_alert_threshold AS threshold, c.last_sync_at,
       COALESCE(sum(s.amount) FILTER (WHERE s.spent_on = :day), 0)::int AS spent_today,
       COALESCE(sum(s.amount), 0)::int AS spent_this_month
FROM foodcard_users c
LEFT JOIN card_spending s ON s.user_id = c.user_id AND s.spent_on BETWEEN :month_start AND :day
WHERE c.user_id = :user_id
GROUP BY c.user_id;

-- name: put_demo(user_id, balance, status)!
INSERT INTO foodcard_users (user_id, balance, status, last_sync_at)
VALUES (:user_id, :balance, :status, now())
ON CONFLICT (user_id) DO UPDATE
SET balance = EXCLUDED.balance, status = EXCLUDED.status, last_sync_at = now(), balance_alert_sent = FALSE,
    last_alert_at = NULL, daily_limit = NULL, monthly_limit = NULL, per_meal_limit = NULL;

-- name: remove(user_id)!
DELETE FROM foodcard_users WHERE user_id = :user_id;

-- name: clear_spending(user_id)!
DELETE FROM card_spending WHERE user_id = :user_id;
