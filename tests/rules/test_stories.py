"""Every situation of `stories.yaml`: the advice is one that an expert would accept."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.rules.stories import QUESTIONS, Story, stories


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.id)
def test_advice_is_what_an_expert_accepts(story: Story) -> None:
    """And it asks little, and nothing that is given."""
    diagnosis = story.advice()
    assert story.misses(diagnosis) == []
    asked = [question.fact for question in diagnosis.questions]
    given = {fact for fact, value in story.facts.items() if value is not None}
    assert len(asked) <= QUESTIONS
    assert diagnosis.route == "check_facts" or given.isdisjoint(asked)


@pytest.mark.parametrize("story", [story for story in stories() if story.answers], ids=lambda story: story.id)
def test_advice_after_the_programs_own_questions(story: Story) -> None:
    assert story.misses(story.advice(QUESTIONS)) == []


def test_ids_are_unique() -> None:
    assert [story_id for story_id, count in Counter(story.id for story in stories()).items() if count > 1] == []
