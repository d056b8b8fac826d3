ALTER TABLE user_profiles
    DROP COLUMN onboarding_outcome,
    DROP COLUMN onboarded_at,
    DROP COLUMN unfiltered_restrictions,
    DROP COLUMN disliked_foods,
    DROP COLUMN budget_max,
    DROP COLUMN budget_min;
