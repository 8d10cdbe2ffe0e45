"""What `ccsim replay` and `ccsim run` say, in Chinese."""

CHINESE: dict[str, str] = {
    "the day": "当日",
    "simulated": "模拟",
    "other rules": "其他规则",
    "difference": "差异",
    "service level": "服务水平",
    "nothing": "无",
    "refused": "拒绝",
    "reached": "已接通",
    "unreached": "未接通",
    "until reached": "接通前用时",
    "{calls} calls, {steps} steps, {checks} checks: all rules held.": (
        "{calls} 次呼叫，{steps} 步，{checks} 次检查：所有规则均成立。"
    ),
    "One draw: --runs 20 tells how much of it is luck.": "仅一次抽样：--runs 20 可看出其中有多少是偶然。",
    "{runs} draws: the median of each figure (and the least..most).": "{runs} 次抽样：各指标的中位数（最小..最大）。",
    "Talks of {queue} depended on the wait (rank correlation {value:+.2f} over {talks} talks): under other rules\n"
    "waits are others, but talks are drawn as if they were not; AHT and occupancy are wrong by that.": (
        "队列 {queue} 的通话时长与等待时长有关（{talks} 次通话的秩相关为 {value:+.2f}）：其他规则下等待不同，\n"
        "而通话时长仍按无关抽取，因此 AHT 与占用率有偏差。"
    ),
    "From {begin} to {end}": "自 {begin} 至 {end}",
    "{value} in {threshold:g} s": "{value}（{threshold:g} 秒内）",
    "The machine decides that day as it did: the same orders at every fact.": (
        "排队机对当日每一事实的决定与当时完全相同。"
    ),
    "From record {n} ({at}) on the machine decides otherwise than it did:": (
        "自第 {n} 条记录（{at}）起，决定与当时不同："
    ),
    "the settings, or the program, were others.": "当时的设置或程序与现在不同。",
    "  after {fact}": "  在 {fact} 之后",
    "  it ordered {then}": "  当时的命令：{then}",
    "  and now {now}": "  现在的命令：{now}",
}
