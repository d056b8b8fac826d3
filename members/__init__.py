"""What we know of a person, and nothing we need not know.

`identity` says who somebody is, `profile` what they like and must not eat, `card` what they can pay today, `privacy`
masks what must not be kept, `demo` holds the people of the development mode. Used by the recommender and above.
"""
