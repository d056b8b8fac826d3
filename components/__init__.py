"""What understands the user's words: components of Rasa's NLU graph, each with a pure core that needs no Rasa.

This room imports no other but `settings`. Order in a pipeline: `components.normaliser.component.NormaliserComponent`,
`components.tokenizer.MecabTokenizer`, then what reads tokens, and last `components.rules.component.RuleExtractor`.
"""
