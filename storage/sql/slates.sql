-- What was shown and chosen. Read by recommender/selection.py.

-- name: record_selection(slate_id, conversation_id, user_id, shop_id, time_to_decision_ms, category, menu_id, weight, context)^
-- Specification §4.3 in one statement, so one transaction and one round trip. True when this call recorded it; a second
-- press, or the same press delivered twice, finds `user_final_selection` set and changes nothing. The row may not be there
-- yet: the event worker writes what was shown, in either order. Of somebody who asked us to collect nothing only the
-- slate's choice is kept, without its person: so that it still counts once.
WITH person AS (
    SELECT NOT EXISTS (SELECT FROM users WHERE user_id = :user_id AND NOT collects_data) AS is_kept
),
chosen AS (
    INSERT INTO recommendations_log (slate_id, conversation_id, user_id, user_final_selection, time_to_decision_ms, selected_at)
    SELECT :slate_id, CASE WHEN is_kept THEN :conversation_id::text END, CASE WHEN is_kept THEN :user_id::text END,
           :shop_id, :time_to_decision_ms::int, now()
    FROM person
    ON CONFLICT (slate_id) DO UPDATE
        SET user_final_selection = excluded.user_final_selection,
            time_to_decision_ms = excluded.time_to_decision_ms,
            selected_at = excluded.selected_at
        WHERE recommendations_log.user_final_selection IS NULL
            AND coalesce(recommendations_log.user_id, :user_id::text) = :user_id::text
    RETURNING slate_id
),
counted AS (
    UPDATE shops SET recommendation_count = recommendation_count + 1
    FROM chosen
    WHERE shops.shop_id = :shop_id
),
learned AS (
    INSERT INTO user_profiles (user_id, interaction_count, last_category_selected)
    SELECT :user_id, 1, :category FROM chosen, person WHERE is_kept
    ON CONFLICT (user_id) DO UPDATE
        SET interaction_count = user_profiles.interaction_count + 1,
            last_category_selected = excluded.last_category_selected,
            updated_at = now()
),
queued AS (
    -- What is done outside: the worker rebuilds the profile (members/follow_ups.py).
    INSERT INTO selection_follow_ups (user_id, slate_id)
    SELECT :user_id, chosen.slate_id FROM chosen, person WHERE is_kept
    ON CONFLICT (slate_id) DO NOTHING
),
logged AS (
    INSERT INTO user_interactions (user_id, shop_id, menu_id, slate_id, kind, weight, context)
    SELECT :user_id, :shop_id, :menu_id::int, chosen.slate_id, 'select', :weight, :context
    FROM chosen, person
    WHERE is_kept
    ON CONFLICT (slate_id, shop_id, kind) WHERE slate_id IS NOT NULL DO NOTHING
)
SELECT (SELECT count(*) = 1 FROM chosen) AS is_new,
       (SELECT balance FROM foodcard_users WHERE user_id = :user_id AND status = 'ACTIVE') AS balance;

-- name: slate_items(slate_id, user_id)^
-- The items of an earlier slate of the same person, for a button pressed late; NULL when it is unknown or another's.
SELECT recommendations
FROM recommendations_log
WHERE slate_id = :slate_id AND user_id = :user_id;
