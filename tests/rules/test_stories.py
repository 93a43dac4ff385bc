"""Every situation of `stories.yaml`: the advice is one that an expert would accept."""

from __future__ import annotations

from collections import Counter

from tests.rules.stories import QUESTIONS, Story, stories

from whyclosed.texts import classified


def misses(story: Story) -> list[str]:
    """What an expert would not accept; and much that is asked, or what is given."""
    diagnosis = story.advice()
    asked = [question.fact for question in diagnosis.questions]
    given = {fact for fact, value in classified(story.facts).facts.items() if value is not None}  # and understood
    missed = story.misses(diagnosis)
    if len(asked) > QUESTIONS:
        missed.append(f"asks much: {asked}")
    if diagnosis.route != "check_facts" and not given.isdisjoint(asked):
        missed.append(f"asks what is given: {sorted(given.intersection(asked))}")
    return missed


def test_advice_is_what_an_expert_accepts() -> None:
    assert len(stories()) > 300
    assert {story.id: missed for story in stories() if (missed := misses(story))} == {}


def test_advice_after_the_programs_own_questions() -> None:
    answering = [story for story in stories() if story.answers]
    assert answering
    assert {story.id: missed for story in answering if (missed := story.misses(story.advice(QUESTIONS)))} == {}


def test_ids_are_unique() -> None:
    assert [story_id for story_id, count in Counter(story.id for story in stories()).items() if count > 1] == []
