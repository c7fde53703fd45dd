"""What a person may get: facts from the store, judged by the packs."""
