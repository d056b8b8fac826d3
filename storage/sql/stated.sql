-- What a person says of themselves. Read by members/stated.py.

-- name: lock(user_id)^
-- Makes the profile when there is none; whoever changes it next waits.
INSERT INTO user_profiles AS p (user_id, personality_type)
VALUES (:user_id, 'EXPLORER')
ON CONFLICT (user_id) DO UPDATE SET updated_at = now()
RETURNING p.dietary_restrictions, p.unfiltered_restrictions, p.disliked_foods, p.taste, p.average_budget, p.budget_min,
          p.budget_max, p.preferred_categories, p.stated_categories;

-- name: write(user_id, diet, unfiltered, disliked, taste, average, budget_min, budget_max, preferred, stated)!
UPDATE user_profiles
SET dietary_restrictions = :diet,
    unfiltered_restrictions = :unfiltered,
    disliked_foods = :disliked,
    taste = :taste,
    average_budget = :average,
    budget_min = :budget_min,
    budget_max = :budget_max,
    preferred_categories = :preferred,
    stated_categories = :stated,
    updated_at = now()
WHERE user_id = :user_id;

-- name: newcomer(user_id)^
SELECT coalesce(p.interaction_count, 0) AS interaction_count, p.onboarded_at IS NOT NULL AS is_onboarded
FROM users AS u
LEFT JOIN user_profiles AS p ON p.user_id = u.user_id
WHERE u.user_id = :user_id;

-- name: note_onboarded(user_id, outcome)!
INSERT INTO user_profiles (user_id, personality_type, onboarded_at, onboarding_outcome)
VALUES (:user_id, 'EXPLORER', now(), :outcome)
ON CONFLICT (user_id) DO UPDATE
SET onboarded_at = coalesce(user_profiles.onboarded_at, now()),
    onboarding_outcome = CASE
        WHEN user_profiles.onboarding_outcome = 'finished' THEN 'finished' ELSE excluded.onboarding_outcome END,
    updated_at = now();
