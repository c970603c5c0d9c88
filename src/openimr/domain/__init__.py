"""The nouns of Independent Medical Review. Standard library only; every type is a frozen value."""
