"""The cost of aligning two resolutions of 150 paragraphs, beside difflib over all pairs of them, in one run.

The texts are made here, alike from run to run: the later one keeps, changes, moves, joins, drops and adds paragraphs.
CPU milliseconds, the lowest of the rounds. Aim: under 50 ms for the alignment.

    make bench
"""

import random
from difflib import SequenceMatcher

from costs import cost

from ungis.mandates.renewal import align, words_of

PARAGRAPHS, WORDS, ROUNDS = 150, 60, 5


def resolutions() -> tuple[list[str], list[str]]:
    """Return two texts whose words are as unevenly spread as those of a language: few often, many seldom."""
    chance = random.Random(150)
    vocabulary = [f"word{number}" for number in range(2_500)]
    weights = [1 / (number + 3) for number in range(2_500)]
    old = [" ".join(chance.choices(vocabulary, weights, k=WORDS)) for _ in range(PARAGRAPHS)]
    new = []
    for number, text in enumerate(old):
        words = text.split()
        if number % 3 == 1:  # a third is reworded, as in a text that is hard to align
            for place in chance.sample(range(WORDS), WORDS // 4):
                words[place] = chance.choice(vocabulary)
        new.append(" ".join(words))
    new[20:22] = [" ".join(new[20:22])]
    new.insert(70, new.pop(40))
    new[100] = " ".join(chance.choices(vocabulary, weights, k=WORDS))
    new += [" ".join(chance.choices(vocabulary, weights, k=WORDS)) for _ in range(PARAGRAPHS - len(new))]
    return old, new


def difflib_over_all_pairs(old: list[str], new: list[str]) -> list[int]:
    """Return for each new paragraph the old one with the highest ratio."""
    left, right, best = [words_of(text) for text in old], [words_of(text) for text in new], []
    for words in right:
        matcher = SequenceMatcher(None, (), words, autojunk=False)  # it keeps what it knows of its second text
        scores = []
        for others in left:
            matcher.set_seq1(others)
            scores.append(matcher.ratio())
        best.append(max(range(len(scores)), key=scores.__getitem__))
    return best


def main() -> None:
    old, new = resolutions()
    ours, plain = cost(lambda: align(old, new), ROUNDS), cost(lambda: difflib_over_all_pairs(old, new), 1)
    print(f"\n{'aligning 2 x ' + str(PARAGRAPHS) + ' paragraphs':<34} {'CPU ms':>9}")
    print(f"{'ours':<34} {ours:>9.1f}")
    print(f"{'difflib over all pairs':<34} {plain:>9.1f}   {plain / ours:.0f} times as much")


if __name__ == "__main__":
    main()
