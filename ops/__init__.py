"""Operations: the local stack, and what runs the system elsewhere. Used by the `naviyam` command only."""
