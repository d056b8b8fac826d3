-- What a person likes and must not eat.

-- name: read(user_id)^
-- Somebody without a profile may hold coupons all the same.
SELECT p.user_id IS NOT NULL AS has_profile, p.preferred_categories, p.average_budget, p.budget_min, p.budget_max, p.dietary_restrictions,
       p.favourite_shops, p.personality_type, p.interaction_count, p.last_category_selected, p.patterns,
       p.disliked_foods, p.unfiltered_restrictions,
       EXISTS (SELECT FROM user_coupons AS c WHERE c.user_id = u.user_id) AS has_coupons
FROM users AS u
LEFT JOIN user_profiles AS p ON p.user_id = u.user_id
WHERE u.user_id = :user_id;

-- name: put_demo(user_id, diet)!
INSERT INTO user_profiles (user_id, dietary_restrictions) VALUES (:user_id, :diet)
ON CONFLICT (user_id) DO UPDATE SET dietary_restrictions = EXCLUDED.dietary_restrictions;
