"""Writes statistics.json: what SciPy, and where it has none the formula written out here, says of a few samples.

Run with SciPy 1.17.1 and mpmath. The samples are those that the papers print: Demšar 2006 (table 6: C4.5 with and without pruning
parameters), Agarwal et al. 2021 (the tests of rliable), Dodge et al. 2019.
"""

import itertools
import json
import math
import pathlib

import mpmath
import numpy as np
import scipy
from scipy import stats

assert scipy.__version__ == "1.17.1"

A = [.912, .905, .918, .901, .915, .909, .913, .907, .911, .904]
B = [.908, .903, .910, .902, .907, .906, .905, .906, .904, .903]
DEMSAR = [
    [.763, .768, .771, .798], [.599, .591, .590, .569], [.954, .971, .968, .967], [.628, .661, .654, .657],
    [.882, .888, .886, .898], [.936, .931, .916, .931], [.661, .668, .609, .685], [.583, .583, .563, .625],
    [.775, .838, .866, .875], [1.0, 1.0, 1.0, 1.0], [.940, .962, .965, .962], [.619, .666, .614, .669],
    [.972, .981, .975, .975], [.957, .978, .946, .970]]


def rows(function, *lists):
    return [[*arguments, float(function(*arguments))] for arguments in itertools.product(*lists)]


def range_cdf(q, k):
    """The lowest of k normal values at z, the others above it by at most q; scipy's has an error of 1e-6 where it is tiny."""
    with mpmath.workdps(40):
        density = lambda z: mpmath.npdf(z) * (mpmath.ncdf(z + q) - mpmath.ncdf(z)) ** (k - 1)
        return float(k * mpmath.quad(density, [mpmath.mpf(i) / 2 for i in range(-32, 25)]))


def distributions():
    z, p = [-30.0, -8.0, -2.5, -0.3, 0.0, 0.7, 1.96, 6.0, 12.0], [1e-12, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.9999]
    freedom = [1.0, 2.0, 4.0, 9.0, 12.8295291961, 100.0, 3000.0]
    ranges = [0.1, 1.0, 2.77, 3.6331, 6.0]
    groups = [2, 3, 4, 10]
    power = [[shift, nu, float(stats.nct.sf(stats.t.ppf(.975, nu), nu, shift) + stats.nct.cdf(-stats.t.ppf(.975, nu), nu, shift))]
             for shift in (0.5, 2.0, 3.3, 6.0) for nu in (2.0, 4.0, 9.0, 40.0)]
    infinite = [[q, k, range_cdf(q, k)] for q in ranges for k in groups]
    return {
        "normal_cdf": rows(stats.norm.cdf, z), "normal_above": rows(stats.norm.sf, z), "normal_quantile": rows(stats.norm.ppf, p),
        "student_t_beyond": rows(lambda t, nu: 2 * stats.t.sf(abs(t), nu), [-30.0, -2.2, 0.0, 0.01, 1.0, 3.7976712547], freedom),
        "student_t_quantile": rows(stats.t.ppf, [0.001, 0.3, 0.5, 0.975, 0.9999], freedom),
        "chi_squared_above": rows(stats.chi2.sf, [0.01, 1.0, 9.278571428571437, 40.0], [1.0, 2.0, 3.0, 12.0]),
        "f_above": rows(stats.f.sf, [0.01, 1.0, 3.686313032089068, 30.0], [1.0, 3.0, 7.0], [2.0, 39.0]),
        "f_quantile": rows(stats.f.ppf, [0.05, 0.95], [1.0, 3.0], [2.0, 39.0]),
        "studentized_range_cdf": infinite,
        "t_test_power": power}


def pairs_needed(d, ratio=0.0):
    def power(n):
        shift, nu = d / math.sqrt(1 / n + ratio), n - 1
        t = stats.t.ppf(.975, nu)
        return stats.nct.sf(t, nu, shift) + stats.nct.cdf(-t, nu, shift)
    return next(n for n in range(2, 100000) if power(n) >= .8)


def paired():
    a, b = np.array(A), np.array(B)
    d = np.round(a - b, 6)
    student = stats.ttest_rel(a, b)
    welch = stats.ttest_ind(a, b, equal_var=False)
    interval, of_welch = student.confidence_interval(), welch.confidence_interval()
    signs = np.array(list(itertools.product([-1, 1], repeat=len(d))))
    sums = np.abs(signs @ np.round(d * 1000))
    u = stats.mannwhitneyu(a, b, use_continuity=True, method="asymptotic")
    pooled = math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    cohen = (a.mean() - b.mean()) / pooled
    corrected = {}
    for ratio in (1 / 9, 0.25):
        t = d.mean() / math.sqrt((1 / 10 + ratio) * d.var(ddof=1))
        corrected[str(ratio)] = [ratio, t, 2 * stats.t.sf(t, 9)]
    return {
        "a": A, "b": B, "mean": float(a.mean() - b.mean()), "sd": float(d.std(ddof=1)),
        "t": [student.statistic, student.df, student.pvalue, interval.low, interval.high],
        "welch": [welch.statistic, welch.df, welch.pvalue, of_welch.low, of_welch.high],
        "sign_flip": float((sums >= abs(np.round(d * 1000).sum())).mean()),
        "wilcoxon": [float(stats.wilcoxon(d, correction=c, method="approx").pvalue) for c in (False, True)],
        "wilcoxon_exact": [float(stats.wilcoxon([1, 2.5, -0.5, 4, 7, -3, 8], method="exact").pvalue)],
        "mann_whitney": [float(u.statistic), float(u.pvalue), float(stats.mannwhitneyu(a, b, use_continuity=False, method="asymptotic").pvalue)],
        "probability_larger": float(u.statistic / 100),
        "cohens_d": cohen, "hedges_g": cohen * (1 - 3 / (4 * 18 - 1)), "paired_d": float(d.mean() / d.std(ddof=1)),
        "nadeau_bengio": list(corrected.values()),
        "pairs_needed": [[x, r, pairs_needed(x, r)] for x, r in
                         [(1.2009290969, 0), (0.5, 0), (0.2, 0), (0.06, 0), (3.0, 0), (10.0, 0), (50.0, 0), (1.5, 1 / 9), (2.0, .25)]],
        "noether": [[.75, .05, .05, 28.859130177017747], [.75, .05, .2, 16.486819285386048]]}


def many():
    scores = np.array(DEMSAR)
    ranks = stats.rankdata(-scores, axis=1)
    chi = stats.friedmanchisquare(*scores.T)
    n, k = scores.shape
    # Demšar ranks with more digits than the table prints: his mean ranks are 3.143, 2.000, 2.893, 1.964.
    printed = np.array([44, 28, 40.5, 27.5]) / 14
    chi_printed = 12 * n / (k * (k + 1)) * ((printed ** 2).sum() - k * (k + 1) ** 2 / 4)
    q = {alpha: [float(stats.studentized_range.ppf(1 - alpha, m, np.inf) / math.sqrt(2)) for m in range(2, 11)] for alpha in (.05, .10)}
    d = scores[:, 2] - scores[:, 0]
    iman = (n - 1) * chi.statistic / (n * (k - 1) - chi.statistic)
    return {
        "scores": DEMSAR, "mean_ranks": ranks.mean(axis=0).tolist(), "friedman": [chi.statistic, chi.pvalue],
        "iman_davenport": [iman, float(stats.f.sf(iman, k - 1, (k - 1) * (n - 1)))],
        "printed": [chi_printed, float(stats.chi2.sf(chi_printed, 3))],
        "critical_values": {"0.05": q[.05], "0.1": q[.10]},
        "critical_difference": [q[.05][2] * math.sqrt(k * (k + 1) / (6 * n)), q[.10][2] * math.sqrt(k * (k + 1) / (6 * n))],
        "nemenyi_p": [float(printed[0] - printed[3]),
                      float(stats.studentized_range.sf((printed[0] - printed[3]) / math.sqrt(k * (k + 1) / (12 * n)), k, np.inf))],
        "iqm": [[n, float(stats.trim_mean(np.arange(1, n + 1) ** 2.0, .25))] for n in (3, 4, 5, 6, 7, 8, 12)]}


def main():
    grid = [[1, 2, 3], [2, 1, 4], [5, 5, 5], [0, 3, 9]]
    reference = {"distributions": distributions(), "paired": paired(), "many": many(), "grid": grid}
    v = [1.0, 2.0, 4.0, 8.0]
    means = [np.mean(x) for x in itertools.product(v, repeat=4)]
    reference["bootstrap"] = {"values": v, "percentiles": np.percentile(means, [2.5, 97.5]).tolist()}
    six = [0.31, 0.33, 0.29, 0.4, 0.35, 0.3]
    means = [np.mean(x) for x in itertools.product(six, repeat=6)]
    reference["bootstrap_of_six"] = {"values": six, "percentiles": np.percentile(means, [2.5, 97.5]).tolist()}
    lists = [(A, B), ([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]), ([1, 1, 2, 3], [5, 4, 4, 1]), ([3, 1, 2], [1, 3, 2])]
    reference["spearman"] = [[x, y, float(stats.spearmanr(x, y).statistic)] for x, y in lists]
    random = [.75, .70, .81, .72, .80]
    reference["best_of"] = {"values": random, "quantiles": [
        [q, [float(np.quantile([max(x) for x in itertools.combinations(random, n)], q, method="inverted_cdf")) for n in range(1, 6)]]
        for q in (.05, .25, .5, .95)]}
    path = pathlib.Path(__file__).with_name("statistics.json")
    path.write_text(json.dumps(reference, default=float) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
