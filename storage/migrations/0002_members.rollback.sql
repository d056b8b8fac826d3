DROP TABLE card_spending;
DROP TABLE foodcard_users;
DROP TABLE user_profiles;
DROP TABLE user_identities;
DROP TABLE users;
