"""Training: labelled rows to the file of the model. Needs scipy, which the product at work does not."""

import collections

from .knowledge import NOTHING, Knowledge
from .labels import GOALS, LINES, SUBJECTS, TARGETS
from .model import FLOOR, GOAL_OF_TARGET, Model, np
from .reading import forms_in, stem
from .rows import UNSAID, WORTH, Row

STEPS = 60
# Columns fitted and calibrated together, and how strongly their weights are held near nought.
GROUPS = (
    (range(len(GOALS)), 0.4),
    (range(len(GOALS), len(GOALS) + len(LINES)), 0.3),
    (range(len(GOALS) + len(LINES), len(SUBJECTS)), 0.3),
)
# Excerpts on the Goals, or on none, are hardly ever about information technology: weak rows against all lines.
ELSEWHERE = {"osdg": 0.05, "bench": 0.05, "zora": 0.05, "none": 0.2, "wiki0": 0.2}
KNOWN = 0.6  # how much what encoders know of a word counts beside the word itself
STOP = frozenset(
    """
    the of and to in a for is on that by with as are from this be it an or at was which were has have its
    their not can more than also been these but such between other into they will may most our all we i s t
    however while during both how each only over about through there some where when if so no would could
    should using used one two three new use based well e g et al its per who what
    """.split()  # noqa: SIM905
)


class Lexicon:
    """The words and stems met in at least two rows, with how rare they are; and words that only encoders know."""

    def __init__(self, rows: list[Row], known: Knowledge = NOTHING):
        words, stems = collections.Counter(), collections.Counter()
        for row in rows:
            met = set(_words(row.text))
            words.update(met)
            stems.update({stem(word) for word in met})
        taught = {word for word, number in words.items() if number >= 2}
        self.words = sorted(taught.union(known.words) - STOP)
        shared = {part for part, number in stems.items() if number >= 2}
        self.stems = sorted(shared.union(map(stem, self.words)))
        counts = [max(2, words[word]) for word in self.words] + [max(2, stems[part]) for part in self.stems]
        self.rarity = np.log((1 + len(rows)) / (1 + np.array(counts))) + 1
        self.place = {word: number for number, word in enumerate(self.words)}
        self.stem_place = {part: number for number, part in enumerate(self.stems, len(self.words))}
        self.width = len(self.words) + len(self.stems)
        self.known = np.zeros((len(self.words), known.numbers.shape[1]), np.float32)
        for word, numbers in zip(known.words, known.numbers, strict=True):
            if word in self.place:
                self.known[self.place[word]] = KNOWN * numbers

    def matrix(self, rows: list[Row]):
        """Rows as weighted counts, each divided by the root of its weight, as the model does at work.

        The first `width` columns are words and stems; what encoders know of the words follows.
        """
        from scipy import sparse

        at, columns, values = [], [], []
        for number, row in enumerate(rows):
            counts = collections.Counter()
            for word in _words(row.text):
                counts[self.place.get(word)] += 1
                counts[self.stem_place.get(stem(word))] += 1
            counts.pop(None, None)
            root = np.sqrt(FLOOR + sum(count * self.rarity[place] ** 2 for place, count in counts.items()))
            at.extend([number] * len(counts))
            columns.extend(counts)
            values.extend(count * self.rarity[place] / root for place, count in counts.items())
        counted = sparse.csr_matrix((np.array(values), (at, columns)), (len(rows), self.width))
        meant = counted[:, : len(self.words)] @ self.known
        return sparse.hstack([counted, sparse.csr_matrix(meant)], format="csr")


def _words(text):
    return (word for _written, word in forms_in(text) if word not in STOP)


def judged(rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    """What is true of each row and subject, and how much that counts; 0 where nobody judged."""
    place = {label: number for number, label in enumerate(SUBJECTS)}
    truth, weight = np.zeros((len(rows), len(SUBJECTS))), np.zeros((len(rows), len(SUBJECTS)))
    for number, row in enumerate(rows):
        worth = WORTH.get(row.source, 1)
        pos = [place[label] for label in _with_goals(row.pos) if label in place]
        weight[number, [place[label] for label in row.unsaid if label in place]] = worth * UNSAID
        weight[number, [place[label] for label in row.neg if label in place]] = worth
        weight[number, pos] = worth
        truth[number, pos] = 1
        if row.source in ELSEWHERE:
            weight[number, len(GOALS) :] = ELSEWHERE[row.source]
    return truth, weight


def _with_goals(labels):
    return labels | {label.partition(".")[0] for label in labels if "." in label}


def fit_all(matrix, truth, weight, *, steps: int = STEPS) -> tuple[np.ndarray, np.ndarray]:
    """Weights of words and a bias for each subject, from the rows that judge its group."""
    table, bias = np.zeros((matrix.shape[1], truth.shape[1])), np.zeros(truth.shape[1])
    for group, smooth in GROUPS:
        rows = np.flatnonzero(weight[:, group].max(1))
        number = matrix[rows].getnnz(0)
        met = np.flatnonzero(number)
        found, bias[group] = fit(matrix[rows][:, met], truth[rows][:, group], weight[rows][:, group], smooth, steps)
        table[np.ix_(met, group)] = found
    return table, bias


def fit(matrix, truth, weight, smooth: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Logistic regressions for some subjects at once."""
    from scipy.optimize import minimize

    width, many = matrix.shape[1], truth.shape[1]
    turned = matrix.T.tocsr()

    def loss(flat):
        table = flat.reshape(width + 1, many)
        logits = np.clip(matrix @ table[:-1] + table[-1], -30, 30)
        chance = 1 / (1 + np.exp(-logits))
        said = truth * np.log(chance + 1e-12) + (1 - truth) * np.log(1 - chance + 1e-12)
        off = weight * (chance - truth)
        slope = np.vstack([turned @ off + smooth * table[:-1], off.sum(0)])
        return 0.5 * smooth * (table[:-1] ** 2).sum() - (weight * said).sum(), slope.ravel()

    found = minimize(
        loss, np.zeros((width + 1) * many), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8}
    )
    table = found.x.reshape(width + 1, many)
    return table[:-1], table[-1]


def fit_targets(matrix, rows: list[Row]):
    """A row of each word for the targets: the mean of their texts, by how much a word tells targets apart."""
    place = {label: number for number, label in enumerate(TARGETS)}
    sums = np.zeros((len(TARGETS), matrix.shape[1]), np.float32)
    number = np.zeros(len(TARGETS))
    for at, row in enumerate(rows):
        for label in row.pos & place.keys():
            begin, stop = matrix.indptr[at : at + 2]
            sums[place[label], matrix.indices[begin:stop]] += matrix.data[begin:stop]
            number[place[label]] += 1
    met = (sums > 0).sum(0)
    telling = np.log((1 + len(TARGETS)) / (1 + met)) * (met > 0)
    centres = np.sqrt(sums) * telling
    length = np.sqrt((centres**2).sum(1, keepdims=True))
    return (centres / np.where(length, length, 1)).T


# Of a target's score: how much its Goal's logit counts, how much its own words count, and the base.
TARGET_MIX = (0.5, 50.0, -5.8)


def target_scores(scores, likeness):
    """Logits of targets from the scores of subjects and the likeness to each target."""
    lean, own, base = TARGET_MIX
    goals = np.clip(scores[:, : len(GOALS)], 1e-6, 1 - 1e-6)
    logits = np.log(goals / (1 - goals))[:, GOAL_OF_TARGET]
    return lean * np.minimum(logits, 3) + own * likeness + base


def train(rows: list[Row], known: Knowledge = NOTHING, *, steps: int = STEPS) -> Model:
    """A model of these rows, with calibration found on rows held out in turn."""
    lexicon = Lexicon(rows, known)
    matrix = lexicon.matrix(rows)
    truth, weight = judged(rows)
    held_out = cross_fit(rows, matrix, truth, weight, steps=steps)
    table, bias = fit_all(matrix, truth, weight, steps=steps)
    slope, shift = calibrate(rows, held_out, truth, weight)
    return fold(lexicon, table, bias, fit_targets(matrix[:, : lexicon.width], rows), slope, shift)


def cross_fit(rows, matrix, truth, weight, *, steps=STEPS, parts=5):
    """For each row the numbers of a model that has not seen it."""
    part = np.array([row.part for row in rows])
    held_out = np.zeros_like(truth)
    for number in range(parts):
        seen = part != number
        table, bias = fit_all(matrix[seen], truth[seen], weight[seen], steps=steps)
        held_out[~seen] = matrix[~seen] @ table + bias
    return held_out


# Where scores are calibrated: on texts as they will come, judged as they will be; the Goals an activity's owner named,
# or a title's readers accepted, are no such judgments.
LIKE_LIFE = {"bench": 1.0, "none": 0.01, "wiki0": 0.01, "confirmed": 1.0}
LIKE_ACTIVITIES = {"wsis": 1.0, "confirmed": 1.0}
TOGETHER = 60.0  # how strongly the shifts of a group are held together


def calibrate(rows, held_out, truth, weight):
    """Slope and shift of each subject: a Goal's score is a chance, the others' is best cut at 0.5."""
    slope, shift = np.ones(len(SUBJECTS)), np.zeros(len(SUBJECTS))
    for group, _ in GROUPS:
        of_goals = group.start == 0
        like = LIKE_LIFE if of_goals else LIKE_ACTIVITIES
        counts = (weight[:, group] > 0) * np.array([[like.get(row.source, 0.0)] for row in rows])
        slope[group], shift[group] = _chances(held_out[:, group], truth[:, group], counts)
        if not of_goals:
            shift[group] += _best_line(held_out[:, group] * slope[group] + shift[group], truth[:, group], counts)
    return slope, shift


def _chances(numbers, right, counts):
    from scipy.optimize import minimize

    def loss(values):
        own = values[2:]
        chance = 1 / (1 + np.exp(-np.clip(values[0] * numbers + values[1] + own, -30, 30)))
        said = right * np.log(chance + 1e-9) + (1 - right) * np.log(1 - chance + 1e-9)
        off = counts * (chance - right)
        slopes = np.concatenate([[(off * numbers).sum(), off.sum()], off.sum(0) + 2 * TOGETHER * own])
        return TOGETHER * (own**2).sum() - (counts * said).sum(), slopes

    found = minimize(loss, np.r_[1.0, np.zeros(numbers.shape[1] + 1)], jac=True, method="L-BFGS-B").x
    return found[0], found[1] + found[2:]


def _best_line(logits, right, counts):
    """What to add to all logits of a group for the best F1 where 0.5 is suggested."""

    def quality(added):
        said = (logits + added > 0) * counts
        return 2 * (said * right).sum() / max(1e-9, said.sum() + (right * counts).sum())

    return max(np.arange(0, 2.5, 0.05), key=quality)


def fold(lexicon: Lexicon, table, bias, targets, slope, shift) -> Model:
    """One row for each word, that of its stem added; one for each stem, for words not met before."""
    first = len(lexicon.words)
    of_stem = np.array([lexicon.stem_place.get(stem(word), -1) for word in lexicon.words])
    has = (of_stem >= 0)[:, None]
    lent = lexicon.known @ table[lexicon.width :]
    own = table[: lexicon.width] * lexicon.rarity[:, None]
    own[:first] += lent * lexicon.rarity[:first, None]
    aims = targets * lexicon.rarity[:, None]
    folded = np.vstack([own[:first] + own[of_stem] * has, own[first:] + _of_kin(lexicon, of_stem, lent)])
    aims = np.vstack([aims[:first] + aims[of_stem] * has, aims[first:]])
    weight = lexicon.rarity**2
    weight = np.concatenate([weight[:first] + weight[of_stem] * has[:, 0], weight[first:]])
    scale = np.abs(folded).max(0) / 127
    small = np.rint(folded / np.where(scale, scale, 1)).astype(np.int8)
    kept = [np.argsort(-row, kind="stable")[:24] for row in aims]
    kept = [sorted(int(label) for label in row if aims[at, label] > 0.05) for at, row in enumerate(kept)]
    values = np.array([aims[at, label] for at, row in enumerate(kept) for label in row])
    target_scale = float(values.max()) / 255 if len(values) else 1.0
    arrays = {
        "table": small,
        "scale": scale.astype(np.float32),
        "weight": np.sqrt(weight).astype(np.float16),
        "bias": bias.astype(np.float32),
        "slope": slope.astype(np.float32),
        "shift": shift.astype(np.float32),
        "target_count": np.array([0] + [len(row) for row in kept], np.uint8),
        "target_label": np.array([label for row in kept for label in row], np.uint8),
        "target_worth": np.rint(values / target_scale).astype(np.uint8),
    }
    header = {"target_scale": target_scale, "target_mix": list(TARGET_MIX), "pull": 0.5}
    return Model(header, lexicon.words, lexicon.stems, arrays)


def _of_kin(lexicon, of_stem, lent):
    """For each stem the mean of what encoders know of its words: what a form not met before will mean."""
    first = len(lexicon.words)
    kin = np.flatnonzero(lexicon.known.any(axis=1) & (of_stem >= 0))
    sums, number = np.zeros((len(lexicon.stems), lent.shape[1])), np.zeros(len(lexicon.stems))
    np.add.at(sums, of_stem[kin] - first, lent[kin])
    np.add.at(number, of_stem[kin] - first, 1)
    return sums / np.maximum(1, number)[:, None] * lexicon.rarity[first:, None]
