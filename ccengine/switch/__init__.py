"""See docs/decisions/0001-layout.md."""
