"""The goals of speed as ratios to the peers that they were set beside.

The goals are absolute, and were set with these figures of the peers on another machine, which is not named. A ratio to the
same peer in the same run says what the goal asked for, as far as both programs gain or lose alike by the machine; whether
the absolute goal is reached on this machine stands beside it and is another matter.
"""

KERNEL = "ruptures KernelCPD linear (C)"
FOREST = "changeforest change_in_mean bs (Rust, greedy)"
PELT = "ruptures PELT l2, exact"
AUGURS = "augurs BOCPD normal-gamma (Rust)"
LEVELS = "holdfast exact, levels, batch"
LINES = "holdfast exact, levels and lines, batch"
BANK = "holdfast bank, batch, one side"
LONG = "holdfast fpop"

# Series, ours, goal in series per second, the peer, and how many it did per second when the goal was set.
GOALS = [
    ("short", LEVELS, 2e6, KERNEL, 76e3),
    ("short", LEVELS, 2e6, FOREST, 130e3),
    ("short", LEVELS, 2e6, PELT, 264),
    ("short", LINES, 2e6, KERNEL, 76e3),
    ("short", BANK, 200e3, AUGURS, 35e3),
    ("n=10000", LONG, 1 / 0.5e-3, KERNEL, 1 / 20e-3),
]


def lines(rows):
    """The table in Markdown, of those goals whose rows were measured."""
    rates = {(row["kind"], row["name"]): row["count"] / row["seconds"] for row in rows}
    yield "| series | ours | peer | peer then | peer now | ratio asked | ratio now | | goal | ours now | on this machine |"
    yield "|---|---|---|--:|--:|--:|--:|---|--:|--:|---|"
    for kind, ours, goal, peer, peer_then in GOALS:
        now, peer_now = rates.get((kind, ours)), rates.get((kind, peer))
        if now is None or peer_now is None:
            continue
        asked, found = goal / peer_then, now / peer_now
        yield (
            f"| {kind} | {ours} | {peer} | {rate(peer_then)} | {rate(peer_now)} | {asked:,.1f} x | {found:,.1f} x | "
            f"{reached(found >= asked)} | {rate(goal)} | {rate(now)} | {reached(now >= goal)} |"
        )


def rate(per_second):
    return f"{per_second:,.0f}/s"


def reached(it_is):
    return "reached" if it_is else "not reached"


NOTE = """\
"Peer then" is what stood beside the goal when it was set, on another machine. The workload is the same where it is known: series drawn in
the same way from the same seed, KernelCPD with `kernel="linear", min_size=1`, PELT with `model="l2", min_size=1, jump=1`, a price of
3 ln n per change, short series divided by their standard deviation (which is timed) and long ones as drawn. Not known are the settings
behind the figure of augurs (30,000 to 40,000; the middle is taken) and the versions of all. Another
machine does not slow all programs by the same factor: a ratio takes out only what both lose alike. Peers are called from Python once for each series, then
as now, and a good part of their time on short ones is the call; ours in a batch is not called that way."""
