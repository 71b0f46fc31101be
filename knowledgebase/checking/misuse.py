"""What whoever runs the checks got wrong."""


class Misuse(ValueError):  # noqa: N818 -- it is no error of the program
    """An option that cannot be followed; its text says why and what to write instead."""
