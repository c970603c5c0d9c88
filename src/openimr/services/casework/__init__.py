"""What people do with cases: one use case a file, each a few steps around the workflow and the store."""
