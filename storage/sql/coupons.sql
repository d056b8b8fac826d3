-- Who holds which coupon. Read by members/coupons/holding.py.

-- name: usable(user_id, at, new_below)
-- Those a person can still use at the moment; a purchase may yet be outside their scope or below their minimum.
SELECT c.coupon_id, c.title, c.kind, c.amount, c.max_discount, c.freebie, c.min_order, c.scope, c.shop_ids, c.categories,
       c.valid_from, c.valid_until, c.uses_per_user - u.times_used AS uses_left, c.is_stackable, c.works_with_card
FROM user_coupons AS u
JOIN coupons AS c USING (coupon_id)
LEFT JOIN user_profiles AS p ON p.user_id = u.user_id
LEFT JOIN foodcard_users AS f ON f.user_id = u.user_id
WHERE u.user_id = :user_id
    AND c.valid_from <= :at
    AND c.valid_until > :at
    AND u.times_used < c.uses_per_user
    AND (c.scope <> 'NEW_USER' OR coalesce(p.interaction_count, 0) < :new_below)
    AND (c.scope <> 'FOODCARD' OR f.status = 'ACTIVE')
ORDER BY c.valid_until, c.coupon_id;

-- name: issue(user_id, source_key)!
-- Given again, it stays one coupon with the uses it had.
INSERT INTO user_coupons (user_id, coupon_id)
SELECT u.user_id, c.coupon_id
FROM users AS u, coupons AS c
WHERE u.user_id = :user_id AND c.source_key = :source_key
ON CONFLICT (user_id, coupon_id) DO NOTHING;

-- name: count_use(user_id, coupon_id, at)^
-- One use more, unless none is left: however many report at once, never more than allowed.
UPDATE user_coupons AS u
SET times_used = u.times_used + 1, last_used_at = :at
FROM coupons AS c
WHERE u.user_id = :user_id
    AND u.coupon_id = :coupon_id
    AND c.coupon_id = u.coupon_id
    AND u.times_used < c.uses_per_user
    AND c.valid_from <= :at
    AND c.valid_until > :at
RETURNING c.uses_per_user - u.times_used AS uses_left;

-- name: put(source_key, title, kind, amount, max_discount, freebie, min_order, scope, shop_ids, categories, valid_from, valid_until, uses_per_user, is_stackable, works_with_card)!
INSERT INTO coupons AS c (source_key, title, kind, amount, max_discount, freebie, min_order, scope, shop_ids, categories,
                          valid_from, valid_until, uses_per_user, is_stackable, works_with_card)
VALUES (:source_key, :title, :kind, :amount, :max_discount, :freebie, :min_order, :scope, :shop_ids, :categories,
        :valid_from, :valid_until, :uses_per_user, :is_stackable, :works_with_card)
ON CONFLICT (source_key) DO UPDATE
SET title = excluded.title, kind = excluded.kind, amount = excluded.amount, max_discount = excluded.max_discount,
    freebie = excluded.freebie, min_order = excluded.min_order, scope = excluded.scope, shop_ids = excluded.shop_ids,
    categories = excluded.categories, valid_from = excluded.valid_from, valid_until = excluded.valid_until,
    uses_per_user = excluded.uses_per_user, is_stackable = excluded.is_stackable,
    works_with_card = excluded.works_with_card, updated_at = now();

-- name: forget_demo(user_id, keep)!
-- What a demo person held beside what they are described to hold, and every use.
DELETE FROM user_coupons AS u
USING coupons AS c
WHERE u.user_id = :user_id AND c.coupon_id = u.coupon_id
    AND (u.times_used > 0 OR c.source_key <> ALL (CAST(:keep AS text[])));
