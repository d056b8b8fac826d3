-- What a person says of themselves in words: the usual amount, what no filter knows, and whether we have asked.
-- depends: 0008_personalisation

ALTER TABLE user_profiles
    ADD COLUMN budget_min INTEGER CHECK (budget_min > 0),
    ADD COLUMN budget_max INTEGER CHECK (budget_max > 0),
    ADD COLUMN disliked_foods TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN unfiltered_restrictions TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN onboarded_at TIMESTAMPTZ,
    ADD COLUMN onboarding_outcome VARCHAR(10) CHECK (onboarding_outcome IN ('finished', 'declined'));
COMMENT ON COLUMN user_profiles.budget_min IS 'won a meal, as said; average_budget is the middle of the range';
COMMENT ON COLUMN user_profiles.disliked_foods IS 'categories and dishes left out unless asked for; no allergies';
COMMENT ON COLUMN user_profiles.unfiltered_restrictions IS
    'what the person must not eat and no row declares (키위): it cannot be filtered, and the person is told so';
COMMENT ON COLUMN user_profiles.onboarded_at IS 'when the questions were answered or declined; never asked again then';
