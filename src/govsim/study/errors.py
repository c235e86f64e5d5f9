"""What goes wrong with studies, told so that whoever asked can act on it."""


class StudyError(Exception):
    """A study that cannot go on as asked."""
