-- What a person likes and must not eat.

-- name: read(user_id)^
SELECT preferred_categories, average_budget, dietary_restrictions, favourite_shops, personality_type,
       interaction_count, last_category_selected
FROM user_profiles
WHERE user_id = :user_id;

-- name: put_demo(user_id, diet)!
INSERT INTO user_profiles (user_id, dietary_restrictions) VALUES (:user_id, :diet)
ON CONFLICT (user_id) DO UPDATE SET dietary_restrictions = EXCLUDED.dietary_restrictions;
