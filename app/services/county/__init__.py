"""The county's side: stations certified, batches taken in, cases decided, replies sealed."""
