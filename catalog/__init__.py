"""The catalogue: shops, what they sell and when, read from public files or made up as a sample.

Above ``storage``, beside ``members``. ``recommender``, ``actions``, ``rasa_bot`` and the command line may use it; it
knows none of them. Its faces:

- `catalog.hours.Hours`: when a shop serves, with breaks, days off, nights past midnight and public holidays.
- `catalog.categories`: the 13 categories; `catalog.dishes`: the dictionary of dishes; `catalog.morphemes`: search
  words.
- `catalog.neighbourhoods.NEIGHBOURHOODS`: the real places the sample stands in.
- `catalog.importing`: public files into the catalogue; `catalog.sample.load`: the sample.
"""
