"""The tables beside the books: no row of a book is ever changed by one of these."""

from tenant_site.matters.models.comment import Comment, CommentQuerySet
from tenant_site.matters.models.follow_up import FollowUp, FollowUpQuerySet, FollowUpStep, Step
from tenant_site.matters.models.reading import Reading, ReadingQuerySet, ReadingRule
from tenant_site.matters.models.review import Review, ReviewQuerySet, Verdict

__all__ = [
    "Comment",
    "CommentQuerySet",
    "FollowUp",
    "FollowUpQuerySet",
    "FollowUpStep",
    "Reading",
    "ReadingQuerySet",
    "ReadingRule",
    "Review",
    "ReviewQuerySet",
    "Step",
    "Verdict",
]
