"""Brings new records into the knowledge base: from answers, from flags, or from a filled form.

`QUESTIONS` are what is asked for each kind, `fill_in` turns answers into a `Draft` or says what is wrong with
them, `render_draft` writes the file, and `add_draft` puts it in place if the checks find nothing against it.
Forms, flags and prompts all come out of the same questions, so they cannot differ.
"""

from knowledgebase.drafting.adding import Added, Rejected, add_draft
from knowledgebase.drafting.answers import Draft, Problem, fill_in, start_draft
from knowledgebase.drafting.questions import QUESTIONS, Answer, Question
from knowledgebase.drafting.rendering import render_draft

__all__ = [
    "QUESTIONS",
    "Added",
    "Answer",
    "Draft",
    "Problem",
    "Question",
    "Rejected",
    "add_draft",
    "fill_in",
    "render_draft",
    "start_draft",
]
