"""The error for what is asked by Wyoming and not done."""


class Refusal(Exception):
    """Why something is not done; whoever asked is told, and let go."""

    def __init__(self, code: str, what: str) -> None:
        """`code` is for programs, `what` for people; neither holds anybody's words."""
        super().__init__(what)
        self.code = code
