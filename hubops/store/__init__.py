"""The ground under the nouns: engines, transactions, the event chain, triggers, schema, backup."""
